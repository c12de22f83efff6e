"""Where is that written? The article, its address, and the lines that an answer rests on."""

from __future__ import annotations

from bot.answers.model import Answer, Scene

MOST = 6  # lines quoted


def say_where(scene: Scene, given: Answer | None) -> None:
    """The lines behind `given`; the articles alone where it rests on none, or nothing was answered yet."""
    cited = given.citations if given else []
    desks = dict.fromkeys(citation.desk for citation in cited) or {scene.desk.desk: None}
    for key in desks:
        desk = scene.catalogue.desks[key]
        values = {"desk": desk.name, "title": desk.article.title, "url": str(desk.article.url)}
        lines: dict[int, list[str]] = {}
        for citation in cited:
            if citation.desk == key:
                lines.setdefault(citation.line, []).append(citation.words)
        scene.say("utter_written_in" if lines else "utter_all_from", **values)
        for line in sorted(lines)[:MOST]:
            scene.say("utter_written_line", line=str(line), words=" … ".join(lines[line]))
