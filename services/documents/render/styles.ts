import type { Style } from "./sheet.ts";

const grey = "#404040"; // 10:1 on white; small text has to be readable in print too.

/** DejaVu Sans is a wide face: 9.5 points of it are as large as 10.5 of Arial. */
export const styles = {
  authority: { face: "bold", size: 15, leading: 19 },
  office: { face: "regular", size: 9.5, leading: 13, color: grey },
  contact: { face: "regular", size: 8, leading: 11 },
  sender: { face: "regular", size: 6, leading: 8, color: grey },
  address: { face: "regular", size: 9.5, leading: 12.5 },
  label: { face: "regular", size: 7.5, leading: 12, color: grey },
  value: { face: "regular", size: 8.5, leading: 12 },
  title: { face: "bold", size: 12, leading: 16 },
  display: { face: "bold", size: 26, leading: 32 },
  heading: { face: "bold", size: 10, leading: 14 },
  body: { face: "regular", size: 9.5, leading: 13.8 },
  caption: { face: "bold", size: 8.5, leading: 12 },
  cell: { face: "regular", size: 8.5, leading: 12 },
  strong: { face: "bold", size: 8.5, leading: 12 },
  running: { face: "regular", size: 7.5, leading: 10, color: grey },
} as const satisfies Record<string, Style>;

export const accent = "#1f4e79";
export const shade = "#eef2f6";
export const hairline = "#b8c2cc";
