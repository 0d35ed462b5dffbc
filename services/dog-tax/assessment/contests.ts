import { germanDay, moved, type Reason } from "../../../platform/casework/index.ts";
import type { EventBodies } from "../../../types/generated/events.ts";
import { type Contest, type DogCase, withData } from "../cases.ts";

type Contested = EventBodies["chip.contested.v1"];

const paragraph = "KAG NRW § 12, AO § 174";

function reasonOf({ standing, overlaps, other }: Contested): Reason {
  const { caseNumber, from, to, revoked } = other;
  if (revoked)
    return {
      ...{ code: "chip-elsewhere-revoked", paragraph },
      sentence: `Die Anmeldung des Hundes in einem anderen Haushalt (Vorgang ${caseNumber}) ist aufgehoben.`,
    };
  const period = to ? `vom ${germanDay(from)} bis zum ${germanDay(to)}` : `seit dem ${germanDay(from)}`;
  if (!overlaps)
    return {
      ...{ code: "chip-elsewhere-ended", paragraph },
      sentence: `Der andere Haushalt (Vorgang ${caseNumber}) hielt den Hund ${period}; die Zeiten überschneiden sich nicht mehr.`,
    };
  const known = `Ein Hund mit dieser Chipnummer ist ${period} auch in einem anderen Haushalt angemeldet (Vorgang ${caseNumber}).`;
  return standing === "earlier"
    ? { code: "chip-elsewhere-later", sentence: `${known} Zu entscheiden ist dort.`, paragraph }
    : {
        ...{ code: "chip-elsewhere", paragraph },
        sentence: `${known} Es ist zu klären, wer ihn hält; sonst ist die Festsetzung hier aufzuheben.`,
      };
}

/** A registration whose dog is in another household as well: who came second waits for a person, once for each other. */
export function contestedBy(file: DogCase, received: Contested): DogCase {
  const { open, others, reasons } = file.data?.contest ?? { open: false, others: [], reasons: [] };
  const { caseNumber } = received.other;
  const reason = reasonOf(received);
  const begins = received.standing === "later" && received.overlaps && !others.includes(caseNumber);
  const contest: Contest = {
    open: open || begins,
    others: [...new Set([...others, caseNumber])],
    reasons: [...reasons, reason],
  };
  return { ...withData(file, { contest }), reasons: [...file.reasons, reason] };
}

/** A decided case of a contested dog waits for a person, also once an objection to it is through. */
export function reopened(file: DogCase, now: Date): DogCase {
  if (!file.data?.contest?.open || file.status !== "decided") return file;
  return { ...moved(file, "reopen"), reasons: file.data?.contest.reasons, since: now.toISOString() };
}

/** A person has found that the dog is in this household. */
export const assessmentStands = (file: DogCase): DogCase => ({ ...moved(settled(file), "let-stand"), since: "" });

/** What was told is dealt with; the others stay known. */
export const settled = <File extends DogCase>(file: File): File => ({
  ...withData(file, { contest: { others: file.data?.contest?.others ?? [], open: false, reasons: [] } }),
  reasons: [],
});
