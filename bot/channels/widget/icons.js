// The few signs of the widget, drawn on a grid of 24; they take the colour of the text.

const PATHS = {
  window: ["M5 20V10a7 7 0 0 1 14 0v10", "M3 20h18", "M9 15h6", "M12 15v5"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  more: ["M6 12h.01", "M12 12h.01", "M18 12h.01"],
  send: ["M12 19V5", "M6 11l6-6 6 6"],
  copy: ["M9 9h10v11H9z", "M5 15V4h10"],
  mail: ["M3 6h18v12H3z", "M3 7l9 7 9-7"],
  restart: ["M4 12a8 8 0 1 0 2.6-5.9", "M4 4v4.5h4.5"],
  erase: ["M5 7h14", "M9 7V4h6v3", "M7 7l1 13h8l1-13"],
};

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("part", "icon");
  for (const d of PATHS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
