/** What a notice says. It says nothing about how it looks; texts may hold "\n" where a line has to end. */
export interface NoticeContent {
  /** "Bescheid über die Festsetzung der Hundesteuer" */
  title: string;
  /** `lines`: the postal address in one line first (it is repeated above the recipient), then phone, mail, … */
  letterhead: { authority: string; office: string; lines: string[] };
  recipient: string[];
  reference: { label: string; value: string }[];
  /** Calendar day in Europe/Berlin, 2026-11-22. */
  date: string;
  blocks: NoticeBlock[];
  /** Empty lines are allowed and leave space for a signature. */
  closing: string[];
}

export type NoticeBlock =
  | { kind: "heading"; text: string }
  | { kind: "paragraph"; text: string }
  | { kind: "list"; items: string[] }
  | NoticeTable
  | PrintedCode
  | { kind: "remedy"; title: string; text: string }
  /** in large letters, to be read through a windscreen */
  | { kind: "display"; label: string; text: string }
  /** begins a page after the closing; what follows belongs to it */
  | { kind: "annex"; title: string };

export interface NoticeTable {
  kind: "table";
  caption: string;
  columns: { title: string; align: "left" | "right" }[];
  rows: string[][];
  total?: string[];
}

/** A QR code: to pay by (EPC069-12, at most 331 bytes), or signed, to be checked offline (at most 800 bytes). */
export interface PrintedCode {
  kind: "payment-code" | "signed-code";
  text: string;
  caption: string;
  /** What a reader hears who does not see the code. */
  alt: string;
}
