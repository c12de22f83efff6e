"""The truth, typed by hand from the two articles, so that tests need not trust what they test.

`S8` in a comment is line 8 of Sendcloud's article, `C3` is line 3 of ClearSale's; `R` is our reading of
them (see "Reading the articles" in the design). Nothing here is computed from, or copied out of, `bot`.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import NamedTuple

# ── Languages ────────────────────────────────────────────────────────────────────────────────────────

LANGUAGES = ("pt", "fr")

DEFAULT_DESK = {"pt": "clearsale", "fr": "sendcloud"}
"""The desk that a message is about when nothing else tells (a decision, not a fact)."""


# ── Plans of Sendcloud, from small to large ──────────────────────────────────────────────────────────


class Plan(NamedTuple):
    name: str
    family: str


PLANS = {
    # S7-8, "Anciens abonnements"
    "essentiel":  Plan("Essentiel",  "legacy"),
    "small_shop": Plan("Small Shop", "legacy"),
    "large_shop": Plan("Large Shop", "legacy"),
    "business":   Plan("Business",   "legacy"),
    # S14-15, "Abonnements Sendcloud"
    "gratuit":    Plan("Gratuit",    "current"),
    "lite":       Plan("Lite",       "current"),
    "growth":     Plan("Growth",     "current"),
    "premium":    Plan("Premium",    "current"),
}  # fmt: skip

OPTIONS = ("email", "chat", "phone", "priority", "account_manager")

MATRIX = {
    # S9-13; R: ticks read as "from this plan upward"; account manager for Business: S33
    "essentiel":  {"email", "chat"},
    "small_shop": {"email", "chat", "phone"},
    "large_shop": {"email", "chat", "phone", "priority"},
    "business":   {"email", "chat", "phone", "priority", "account_manager"},
    # S16-20; R: phone from Growth upward; priority from Growth: S31; account manager for Premium: S33
    "gratuit":    {"email", "chat"},
    "lite":       {"email", "chat"},
    "growth":     {"email", "chat", "phone", "priority"},
    "premium":    {"email", "chat", "phone", "priority", "account_manager"},
}  # fmt: skip

EVERYBODY_HAS = {"email", "chat"}
"""What can be said while the plan is unknown: all eight plans have these (S9-10, S16-17)."""

DOORS = ("chat", "email", "phone")
"""What one can go through, in the order in which to offer them: S26 (simple or urgent), S22, S28.

Not among them: priority (S31: faster answers by the same doors) and the account manager (S33-34: a person,
whom the article gives no way to reach). The order is policy, after the examples of the voice.
"""

TICKS = {
    # option: (legacy, current); the label of the e-mail rows is lost
    "email":           (4, 4),  # S9,  S16
    "chat":            (4, 4),  # S10, S17
    "phone":           (3, 2),  # S11, S18
    "priority":        (2, 2),  # S12, S19
    "account_manager": (1, 1),  # S13, S20
}  # fmt: skip


# ── Opening hours of Sendcloud's phone ───────────────────────────────────────────────────────────────


class Window(NamedTuple):
    opens: str
    closes: str
    zone: str


HOURS = {
    # S29, "GMT+1"; R: Central European local time all the year
    "fr": Window("09:00", "17:30", "Europe/Paris"),
    "be": Window("09:00", "17:30", "Europe/Brussels"),
    "nl": Window("09:00", "17:30", "Europe/Amsterdam"),
    "de": Window("09:00", "17:30", "Europe/Berlin"),
    "at": Window("09:00", "17:30", "Europe/Vienna"),
    "es": Window("09:00", "17:30", "Europe/Madrid"),
    # S2, "GMT"; R: British local time all the year; that it is about the phone is assumed
    "gb": Window("08:30", "17:00", "Europe/London"),
}

MARKETS = ("fr", "be", "nl", "de", "at", "es", "gb")

OPEN_DAYS = ("mon", "tue", "wed", "thu", "fri")
"""R: the article names no days."""

HAS_HOURS = {"phone"}
"""The only option whose hours the article states. Chat: none (S26)."""


# ── Topics ───────────────────────────────────────────────────────────────────────────────────────────

CENTRAL = "central.relacionamento@clear.sale"
SUPORTE = "suporte@clear.sale"
TRUSTED_SENDER = "envios@clear.sale"
"""C13: the mailbox to trust, never one to write to."""


class Mail(NamedTuple):
    """A request to ClearSale: `details` tells whether the article asks for store name and CNPJ."""

    lines: tuple[int, ...]
    address: str
    business_days: int | None
    times_unclear: tuple[int, ...]
    details: str  # "stated", "assumed" (the article's list is lost), or "not asked"
    must_say: dict[str, tuple[str, ...]]
    never_say: dict[str, tuple[str, ...]]


NO_TIME: dict[str, tuple[str, ...]] = {"pt": ("dias úteis", "dia útil"), "fr": ("jours ouvrés", "jour ouvré")}
"""Where the article states no time, none may be promised."""

NOTHING: dict[str, tuple[str, ...]] = {"pt": (), "fr": ()}

CLEARSALE_TOPICS = {
    "order_analysis": Mail(
        lines=(3,),
        address=CENTRAL,
        business_days=3,  # a reply
        times_unclear=(),
        details="stated",
        must_say={
            "pt": (CENTRAL, "nome da loja", "CNPJ", "3 dias úteis"),
            "fr": (CENTRAL, "nom de la boutique", "CNPJ", "3 jours ouvrés"),
        },
        never_say=NOTHING,
    ),
    "integration_problem": Mail(
        lines=(4, 10),
        address=SUPORTE,
        business_days=None,
        times_unclear=(),
        details="assumed",
        must_say={
            "pt": (SUPORTE, "nome da loja", "CNPJ"),
            "fr": (SUPORTE, "nom de la boutique", "CNPJ"),
        },
        never_say=NO_TIME,
    ),
    "integration_suspended": Mail(
        lines=(5,),
        address=CENTRAL,
        business_days=None,
        times_unclear=(),
        details="not asked",
        must_say={"pt": (CENTRAL,), "fr": (CENTRAL,)},
        never_say=NO_TIME,
    ),
    "request_login": Mail(
        lines=(7, 8),
        address=CENTRAL,
        business_days=3,  # the access data sent; R: "3 úteis" read as business days
        times_unclear=(),
        details="assumed",
        must_say={
            "pt": (CENTRAL, "nome da loja", "CNPJ", "3 dias úteis"),
            "fr": (CENTRAL, "nom de la boutique", "CNPJ", "3 jours ouvrés"),
        },
        never_say=NOTHING,
    ),
    "invoice_not_received": Mail(
        lines=(12, 13),
        address=CENTRAL,
        business_days=3,  # a reply
        times_unclear=(),
        details="stated",
        must_say={
            "pt": ("10 dias antes", "spam", TRUSTED_SENDER, CENTRAL, "nome da loja", "CNPJ", "3 dias úteis"),
            "fr": ("10 jours avant", TRUSTED_SENDER, CENTRAL, "nom de la boutique", "CNPJ", "3 jours ouvrés"),
        },
        never_say=NOTHING,
    ),
    "update_billing_emails": Mail(
        lines=(14,),
        address=CENTRAL,
        business_days=3,  # the update made
        times_unclear=(),
        details="stated",
        must_say={
            "pt": (CENTRAL, "nome da loja", "CNPJ", "3 dias úteis"),
            "fr": (CENTRAL, "nom de la boutique", "CNPJ", "3 jours ouvrés"),
        },
        never_say=NOTHING,
    ),
    "cancel_plan": Mail(
        lines=(16,),
        address=CENTRAL,
        business_days=None,
        times_unclear=(),
        details="stated",
        must_say={
            "pt": (CENTRAL, "nome da loja", "CNPJ", "motivo"),
            "fr": (CENTRAL, "nom de la boutique", "CNPJ", "pourquoi"),
        },
        never_say=NO_TIME,
    ),
    "account_question": Mail(
        lines=(6, 9, 11, 15),
        address=CENTRAL,
        business_days=None,
        times_unclear=(3, 10),  # C6: 3, C11: 10; the questions are lost, so no single date
        details="stated",
        must_say={
            "pt": (CENTRAL, "nome da loja", "CNPJ", "10 dias úteis"),
            "fr": (CENTRAL, "nom de la boutique", "CNPJ", "10 jours ouvrés"),
        },
        never_say=NOTHING,
    ),
}


class InAccount(NamedTuple):
    """A request to Sendcloud: it has no address, its doors are in the account."""

    lines: tuple[int, ...]
    option: str
    must_say: dict[str, tuple[str, ...]]


SENDCLOUD_TOPICS = {
    "parcel_claim": InAccount(
        lines=(22, 23),
        option="email",  # a ticket; how to open one: S24
        must_say={
            "pt": ("Besoin d'aide", "+Nouvelle réclamation"),
            "fr": ("Besoin d'aide", "+Nouvelle réclamation"),
        },
    ),
    "insurance_question": InAccount(
        lines=(22,),
        option="email",  # a ticket
        must_say={
            "pt": ("Besoin d'aide", "+Nouvelle réclamation"),
            "fr": ("Besoin d'aide", "+Nouvelle réclamation"),
        },
    ),
    "label_error": InAccount(
        lines=(26,),
        option="chat",
        must_say={
            "pt": ("chat", "canto inferior direito"),
            "fr": ("chat", "en bas à droite"),
        },
    ),
}

DESK_OF_TOPIC = {
    "order_analysis":        "clearsale",
    "integration_problem":   "clearsale",
    "integration_suspended": "clearsale",
    "request_login":         "clearsale",
    "invoice_not_received":  "clearsale",
    "update_billing_emails": "clearsale",
    "cancel_plan":           "clearsale",
    "account_question":      "clearsale",
    "parcel_claim":          "sendcloud",
    "insurance_question":    "sendcloud",
    "label_error":           "sendcloud",
}  # fmt: skip

TIMES_STATED = {3: 3, 6: 3, 8: 3, 11: 10, 13: 3, 14: 3}
"""Line of ClearSale's article -> business days. Lines 4, 5, 9, 10, 15 and 16 state none."""


# ── Instants and what they mean for the phone ────────────────────────────────────────────────────────


class State(NamedTuple):
    """Open until `then`, or closed and opening at `then`; local time of the market."""

    open: bool
    then: str


def till(closes: str) -> State:
    return State(True, closes)


def shut(opens: str) -> State:
    return State(False, opens)


class Instant(NamedTuple):
    """An instant, and the phone's state then by weekly hours alone.

    `continent` holds for fr be nl de at es, `gb` for gb. `holiday` names the markets with a national
    holiday on the local day of the instant, `holiday_then` those with one on the day of the next opening
    (for an open market: on the day itself).
    """

    utc: str
    what: str
    continent: State
    gb: State
    holiday: str = ""
    holiday_then: str = ""

    @property
    def at(self) -> datetime:
        return datetime.strptime(self.utc, "%Y-%m-%d %H:%MZ").replace(tzinfo=timezone.utc)

    def state(self, market: str) -> State:
        return self.gb if market == "gb" else self.continent


INSTANTS = (
    # Winter: the continent is at UTC+1, so 09:00-17:30 is 08:00Z-16:30Z; Britain is at UTC, 08:30Z-17:00Z.
    Instant("2026-11-18 10:00Z", "Wednesday morning",              till("2026-11-18 17:30"), till("2026-11-18 17:00")),
    Instant("2026-11-18 20:00Z", "Wednesday evening",              shut("2026-11-19 09:00"), shut("2026-11-19 08:30")),
    Instant("2026-11-18 23:30Z", "Thursday there, Wednesday here", shut("2026-11-19 09:00"), shut("2026-11-19 08:30")),
    Instant("2026-11-19 05:00Z", "Thursday, early morning",        shut("2026-11-19 09:00"), shut("2026-11-19 08:30")),
    Instant("2026-11-19 07:59Z", "a minute before opening",        shut("2026-11-19 09:00"), shut("2026-11-19 08:30")),
    Instant("2026-11-19 08:00Z", "the continent opens",            till("2026-11-19 17:30"), shut("2026-11-19 08:30")),
    Instant("2026-11-19 08:29Z", "a minute before Britain opens",  till("2026-11-19 17:30"), shut("2026-11-19 08:30")),
    Instant("2026-11-19 08:30Z", "Britain opens",                  till("2026-11-19 17:30"), till("2026-11-19 17:00")),
    Instant("2026-11-19 16:29Z", "a minute before closing",        till("2026-11-19 17:30"), till("2026-11-19 17:00")),
    Instant("2026-11-19 16:30Z", "the continent closes",           shut("2026-11-20 09:00"), till("2026-11-19 17:00")),
    Instant("2026-11-19 16:59Z", "a minute before Britain closes", shut("2026-11-20 09:00"), till("2026-11-19 17:00")),
    Instant("2026-11-19 17:00Z", "Britain closes",                 shut("2026-11-20 09:00"), shut("2026-11-20 08:30")),
    Instant("2026-11-20 16:45Z", "Friday, late afternoon",         shut("2026-11-23 09:00"), till("2026-11-20 17:00")),
    Instant("2026-11-20 17:00Z", "Friday, Britain closes",         shut("2026-11-23 09:00"), shut("2026-11-23 08:30")),
    Instant("2026-11-21 10:00Z", "Saturday morning",               shut("2026-11-23 09:00"), shut("2026-11-23 08:30")),
    Instant("2026-11-21 18:00Z", "Saturday, 15:00 in São Paulo",   shut("2026-11-23 09:00"), shut("2026-11-23 08:30")),
    Instant("2026-11-22 10:00Z", "Sunday morning",                 shut("2026-11-23 09:00"), shut("2026-11-23 08:30")),
    Instant("2026-11-22 23:30Z", "Monday there, Sunday here",      shut("2026-11-23 09:00"), shut("2026-11-23 08:30")),
    Instant("2026-11-30 10:00Z", "St Andrew's: Scotland alone",    till("2026-11-30 17:30"), till("2026-11-30 17:00")),

    # Holidays. By weekly hours alone the phone is open; whether it truly is, the article does not say.
    # Good Friday is official in the Netherlands too, though many work (rijksoverheid.nl, "Goede Vrijdag").
    Instant("2026-04-02 17:00Z", "the eve of Good Friday",         shut("2026-04-03 09:00"), shut("2026-04-03 08:30"),
            holiday="", holiday_then="nl de es gb"),
    Instant("2026-04-03 10:00Z", "Good Friday",                    till("2026-04-03 17:30"), till("2026-04-03 17:00"),
            holiday="nl de es gb", holiday_then="nl de es gb"),
    Instant("2026-04-03 18:00Z", "Good Friday, evening",           shut("2026-04-06 09:00"), shut("2026-04-06 08:30"),
            holiday="nl de es gb", holiday_then="fr be nl de at gb"),
    Instant("2026-04-06 10:00Z", "Easter Monday",                  till("2026-04-06 17:30"), till("2026-04-06 17:00"),
            holiday="fr be nl de at gb", holiday_then="fr be nl de at gb"),
    Instant("2026-04-27 10:00Z", "Koningsdag",                     till("2026-04-27 17:30"), till("2026-04-27 17:00"),
            holiday="nl", holiday_then="nl"),
    Instant("2026-05-04 10:00Z", "Early May bank holiday",         till("2026-05-04 17:30"), till("2026-05-04 17:00"),
            holiday="gb", holiday_then="gb"),
    Instant("2026-07-14 09:00Z", "14 juillet",                     till("2026-07-14 17:30"), till("2026-07-14 17:00"),
            holiday="fr", holiday_then="fr"),
    Instant("2026-07-21 09:00Z", "Belgian national day",           till("2026-07-21 17:30"), till("2026-07-21 17:00"),
            holiday="be", holiday_then="be"),
    Instant("2026-10-03 10:00Z", "German Unity, a Saturday",       shut("2026-10-05 09:00"), shut("2026-10-05 08:30"),
            holiday="de", holiday_then=""),
    Instant("2026-10-12 10:00Z", "Fiesta Nacional",                till("2026-10-12 17:30"), till("2026-10-12 17:00"),
            holiday="es", holiday_then="es"),
    Instant("2026-10-26 09:00Z", "Austrian Nationalfeiertag",      till("2026-10-26 17:30"), till("2026-10-26 17:00"),
            holiday="at", holiday_then="at"),
    Instant("2026-12-24 18:00Z", "Christmas Eve, evening",         shut("2026-12-25 09:00"), shut("2026-12-25 08:30"),
            holiday="", holiday_then="fr be nl de at es gb"),
    Instant("2026-12-25 10:00Z", "Christmas, a Friday",            till("2026-12-25 17:30"), till("2026-12-25 17:00"),
            holiday="fr be nl de at es gb", holiday_then="fr be nl de at es gb"),
    Instant("2026-12-25 18:00Z", "Christmas, evening",             shut("2026-12-28 09:00"), shut("2026-12-28 08:30"),
            holiday="fr be nl de at es gb", holiday_then="gb"),
    Instant("2026-12-28 10:00Z", "Boxing Day in lieu",             till("2026-12-28 17:30"), till("2026-12-28 17:00"),
            holiday="gb", holiday_then="gb"),
    Instant("2026-12-31 18:00Z", "New Year's Eve, evening",        shut("2027-01-01 09:00"), shut("2027-01-01 08:30"),
            holiday="", holiday_then="fr be nl de at es gb"),

    # Clocks go forward on Sunday 29 March 2026 at 01:00Z: the Friday before (+1, +0), the Monday after (+2, +1).
    Instant("2026-03-27 07:30Z", "before: 08:30 and 07:30",        shut("2026-03-27 09:00"), shut("2026-03-27 08:30")),
    Instant("2026-03-30 07:30Z", "after:  09:30 and 08:30",        till("2026-03-30 17:30"), till("2026-03-30 17:00")),
    Instant("2026-03-27 08:00Z", "before: 09:00 and 08:00",        till("2026-03-27 17:30"), shut("2026-03-27 08:30")),
    Instant("2026-03-30 08:00Z", "after:  10:00 and 09:00",        till("2026-03-30 17:30"), till("2026-03-30 17:00")),
    Instant("2026-03-27 08:30Z", "before: 09:30 and 08:30",        till("2026-03-27 17:30"), till("2026-03-27 17:00")),
    Instant("2026-03-30 08:30Z", "after:  10:30 and 09:30",        till("2026-03-30 17:30"), till("2026-03-30 17:00")),
    Instant("2026-03-27 15:45Z", "before: 16:45 and 15:45",        till("2026-03-27 17:30"), till("2026-03-27 17:00")),
    Instant("2026-03-30 15:45Z", "after:  17:45 and 16:45",        shut("2026-03-31 09:00"), till("2026-03-30 17:00")),
    Instant("2026-03-27 16:45Z", "before: 17:45 and 16:45",        shut("2026-03-30 09:00"), till("2026-03-27 17:00")),
    Instant("2026-03-30 16:45Z", "after:  18:45 and 17:45",        shut("2026-03-31 09:00"), shut("2026-03-31 08:30")),
    Instant("2026-03-29 00:59Z", "a minute before the switch",     shut("2026-03-30 09:00"), shut("2026-03-30 08:30")),
    Instant("2026-03-29 01:00Z", "the switch: 03:00 and 02:00",    shut("2026-03-30 09:00"), shut("2026-03-30 08:30")),

    # Clocks go back on Sunday 25 October 2026 at 01:00Z: Friday (+2, +1), Monday (+1, +0; a holiday in Austria).
    Instant("2026-10-23 07:30Z", "before: 09:30 and 08:30",        till("2026-10-23 17:30"), till("2026-10-23 17:00")),
    Instant("2026-10-26 07:30Z", "after:  08:30 and 07:30",        shut("2026-10-26 09:00"), shut("2026-10-26 08:30"),
            holiday="at", holiday_then="at"),
    Instant("2026-10-23 08:00Z", "before: 10:00 and 09:00",        till("2026-10-23 17:30"), till("2026-10-23 17:00")),
    Instant("2026-10-26 08:00Z", "after:  09:00 and 08:00",        till("2026-10-26 17:30"), shut("2026-10-26 08:30"),
            holiday="at", holiday_then="at"),
    Instant("2026-10-26 08:30Z", "after:  09:30 and 08:30",        till("2026-10-26 17:30"), till("2026-10-26 17:00"),
            holiday="at", holiday_then="at"),
    Instant("2026-10-23 15:45Z", "before: 17:45 and 16:45",        shut("2026-10-26 09:00"), till("2026-10-23 17:00"),
            holiday="", holiday_then="at"),
    Instant("2026-10-26 15:45Z", "after:  16:45 and 15:45",        till("2026-10-26 17:30"), till("2026-10-26 17:00"),
            holiday="at", holiday_then="at"),
    Instant("2026-10-23 16:45Z", "before: 18:45 and 17:45",        shut("2026-10-26 09:00"), shut("2026-10-26 08:30"),
            holiday="", holiday_then="at"),
    Instant("2026-10-26 16:45Z", "after:  17:45 and 16:45",        shut("2026-10-27 09:00"), till("2026-10-26 17:00"),
            holiday="at", holiday_then=""),
    Instant("2026-10-25 00:30Z", "02:30 for the first time",       shut("2026-10-26 09:00"), shut("2026-10-26 08:30"),
            holiday="", holiday_then="at"),
    Instant("2026-10-25 01:30Z", "02:30 for the second time",      shut("2026-10-26 09:00"), shut("2026-10-26 08:30"),
            holiday="", holiday_then="at"),
)  # fmt: skip


# ── Business days in Brazil ──────────────────────────────────────────────────────────────────────────

SAO_PAULO = timezone(timedelta(hours=-3))
"""No daylight saving there since 2019."""

NATIONAL_HOLIDAYS = (
    "2026-01-01",  # Confraternização Universal
    "2026-04-03",  # Sexta-feira Santa
    "2026-04-21",  # Tiradentes
    "2026-05-01",  # Dia do Trabalhador
    "2026-09-07",  # Independência
    "2026-10-12",  # Nossa Senhora Aparecida
    "2026-11-02",  # Finados
    "2026-11-15",  # Proclamação da República
    "2026-11-20",  # Zumbi e Consciência Negra
    "2026-12-25",  # Natal
    "2027-01-01",  # Confraternização Universal
)
"""Brazil, 2026 and the first day of 2027."""

MAY_ADD_A_DAY = {
    # name: (day in 2026, what the Portuguese name holds, what the French name holds)
    "carnival_monday":  ("2026-02-16", "Carnaval",       "carnaval"),
    "carnival_tuesday": ("2026-02-17", "Carnaval",       "carnaval"),
    "ash_wednesday":    ("2026-02-18", "Cinzas",         "Cendres"),
    "corpus_christi":   ("2026-06-04", "Corpus Christi", "Corpus Christi"),
}  # fmt: skip
"""Working days on which some don't work: they count, and are named."""


class Deadline(NamedTuple):
    """Asked at `local` (São Paulo), something happens within `business_days`: by `date`."""

    local: str
    business_days: int
    date: str
    delays: tuple[str, ...]
    what: str

    @property
    def at(self) -> datetime:
        return datetime.strptime(self.local, "%Y-%m-%d %H:%M").replace(tzinfo=SAO_PAULO)


CARNIVAL = ("carnival_monday", "carnival_tuesday", "ash_wednesday")

DEADLINES = (
    Deadline("2026-11-21 15:00",  3, "2026-11-25", (), "Saturday: Mon 23, Tue 24, Wed 25"),
    Deadline("2026-11-18 10:00",  3, "2026-11-24", (), "Wednesday: Thu 19, not Fri 20 (holiday), Mon 23, Tue 24"),
    Deadline("2026-11-20 11:00",  3, "2026-11-25", (), "on the holiday itself: Mon 23, Tue 24, Wed 25"),
    Deadline("2026-11-24 20:59",  3, "2026-11-27", (), "Tuesday, 23:59 UTC: Wed 25, Thu 26, Fri 27"),
    Deadline("2026-11-24 21:00",  3, "2026-11-27", (), "Tuesday, midnight UTC: Wed 25, Thu 26, Fri 27"),
    Deadline("2026-11-24 23:59",  3, "2026-11-27", (), "still Tuesday: Wed 25, Thu 26, Fri 27"),
    Deadline("2026-11-25 00:00",  3, "2026-11-30", (), "Wednesday begins: Thu 26, Fri 27, Mon 30"),
    Deadline("2026-11-09 09:00", 10, "2026-11-24", (), "Monday: 10-13, 16-19, not Fri 20, Mon 23, Tue 24"),
    Deadline("2026-12-23 09:00",  3, "2026-12-29", (), "Wednesday: Thu 24, not Christmas, Mon 28, Tue 29"),
    Deadline("2026-12-30 17:00",  3, "2027-01-05", (), "Wednesday: Thu 31, not New Year, Mon 4, Tue 5"),
    Deadline("2026-12-21 16:00", 10, "2027-01-06", (), "Monday: 22-24, 28-31, January 4-6"),
    Deadline("2026-02-13 10:00",  3, "2026-02-18", CARNIVAL, "Friday: the three days of Carnival"),
    Deadline("2026-02-12 11:00",  3, "2026-02-17", CARNIVAL[:2], "Thursday: Fri 13, Carnival Mon 16 and Tue 17"),
    Deadline("2026-02-17 11:00",  3, "2026-02-20", CARNIVAL[2:], "Carnival Tuesday: Ash Wed 18, Thu 19, Fri 20"),
    Deadline("2026-02-18 08:00",  3, "2026-02-23", (), "Ash Wednesday, behind us: Thu 19, Fri 20, Mon 23"),
    Deadline("2026-06-02 14:00",  3, "2026-06-05", ("corpus_christi",), "Tuesday: Wed 3, Corpus Christi Thu 4, Fri 5"),
    Deadline("2026-05-27 14:00", 10, "2026-06-10", ("corpus_christi",), "Wednesday: May 28-29, June 1-5, 8-10"),
    Deadline("2026-04-01 10:00",  3, "2026-04-07", (), "Wednesday: Thu 2, not Good Friday, Mon 6, Tue 7"),
    Deadline("2026-04-16 10:00",  3, "2026-04-22", (), "Thursday: Fri 17, Mon 20, not Tiradentes, Wed 22"),
    Deadline("2026-04-30 10:00",  1, "2026-05-04", (), "Thursday: not 1 May, Mon 4"),
)  # fmt: skip


# ── How a merchant asks ──────────────────────────────────────────────────────────────────────────────

OPTION_WORDINGS = {
    ("pt", "email"):           "Com o plano {plan} dá para abrir um chamado por e-mail?",
    ("pt", "chat"):            "O plano {plan} tem chat ao vivo?",
    ("pt", "phone"):           "No plano {plan} dá para ligar?",
    ("pt", "priority"):        "O plano {plan} inclui suporte prioritário?",
    ("pt", "account_manager"): "No plano {plan} tem gerente de conta?",
    ("fr", "email"):           "Avec l'abonnement {plan}, peut-on ouvrir un ticket par e-mail ?",
    ("fr", "chat"):            "Le chat en direct est-il compris dans l'abonnement {plan} ?",
    ("fr", "phone"):           "Est-ce qu'on peut vous appeler avec l'abonnement {plan} ?",
    ("fr", "priority"):        "L'abonnement {plan} donne-t-il droit à l'aide prioritaire ?",
    ("fr", "account_manager"): "Y a-t-il un gestionnaire de compte dédié avec l'abonnement {plan} ?",
}  # fmt: skip
"""A question about a plan that is named but not claimed; the plan tells the desk."""

TOPIC_WORDINGS = {
    # Portuguese is ClearSale's by default: only Sendcloud is named.
    ("pt", "order_analysis"):        "Tenho uma dúvida sobre a análise de um pedido",
    ("pt", "integration_problem"):   "Estou com um problema de integração",
    ("pt", "integration_suspended"): "Minha integração foi suspensa por falta de pagamento",
    ("pt", "request_login"):         "Preciso de um novo login e senha",
    ("pt", "invoice_not_received"):  "Meu boleto não chegou",
    ("pt", "update_billing_emails"): "Quero trocar os e-mails que recebem a cobrança",
    ("pt", "cancel_plan"):           "Quero cancelar meu plano",
    ("pt", "account_question"):      "Tenho uma dúvida sobre a minha conta",
    ("pt", "parcel_claim"):          "Quero abrir uma reclamação na Sendcloud por uma encomenda perdida",
    ("pt", "insurance_question"):    "Tenho uma pergunta sobre o seguro dos envios na Sendcloud",
    ("pt", "label_error"):           "Deu erro ao criar uma etiqueta na Sendcloud",
    # French is Sendcloud's by default: only ClearSale is named.
    ("fr", "order_analysis"):        "J'ai une question sur l'analyse d'une commande chez ClearSale",
    ("fr", "integration_problem"):   "J'ai un problème d'intégration avec ClearSale",
    ("fr", "integration_suspended"): "ClearSale a suspendu mon intégration pour un impayé",
    ("fr", "request_login"):         "Il me faut un nouvel identifiant et un mot de passe ClearSale",
    ("fr", "invoice_not_received"):  "Je n'ai pas reçu ma facture ClearSale",
    ("fr", "update_billing_emails"): "Je veux changer les adresses e-mail de facturation chez ClearSale",
    ("fr", "cancel_plan"):           "Je veux résilier mon contrat ClearSale",
    ("fr", "account_question"):      "J'ai une question sur mon compte ClearSale",
    ("fr", "parcel_claim"):          "Je veux faire une réclamation pour un colis perdu",
    ("fr", "insurance_question"):    "J'ai une question sur l'assurance de mes envois",
    ("fr", "label_error"):           "J'ai une erreur quand je crée une étiquette",
}  # fmt: skip
"""A request; the desk is named where it is not the language's default."""

WORDINGS = {**OPTION_WORDINGS, **TOPIC_WORDINGS}
"""(language, option or topic) -> what a merchant writes."""
