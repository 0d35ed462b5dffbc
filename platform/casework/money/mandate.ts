import type { EventBodies } from "../../../types/generated/events.ts";

type Arranged = EventBodies["payment.arranged.v1"];

const sentences: Record<Arranged["mandateUnused"], string> = {
  UNKNOWN: "",
  none: "",
  account_not_reached:
    "Ihr SEPA-Lastschriftmandat können wir nicht verwenden: Von dem angegebenen Konto können keine SEPA-Lastschriften eingezogen werden.",
  address_unknown:
    "Ihr SEPA-Lastschriftmandat können wir nicht verwenden: Das angegebene Konto wird außerhalb des Europäischen Wirtschaftsraums geführt und läuft nicht auf Ihren Namen. Für solche Konten verlangen die Banken die Anschrift der Person, der das Konto gehört. Diese Anschrift liegt uns nicht vor.",
};

/** Says to a citizen why the mandate that they gave is not used; nothing where it is, or where they gave none. */
export const unusedMandate = ({ method, mandateUnused }: Pick<Arranged, "method" | "mandateUnused">): string =>
  method === "transfer" ? sentences[mandateUnused] : "";
