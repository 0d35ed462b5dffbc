import { sha256 } from "../../platform/messaging/ids.ts";

/** A file as an event names it; another name is another content. */
export const enclosed = (name: string) => ({
  ...{ name, mediaType: "application/pdf", bytes: 1 },
  sha256: sha256(Buffer.from(name)),
});

/** So many different files. */
export const someFiles = (count: number, begin = "nachweis") =>
  Array.from({ length: count }, (_, i) => enclosed(`${begin}-${i}.pdf`));
