// What comes after an application: the same again, other content, files, replies, withdrawals.

import { kind } from "../../../../sandbox/samples/kind.ts";
import type { Kit } from "../../../../sandbox/samples/kit.ts";
import { outcomes } from "../../../../sandbox/samples/sample.ts";
import {
  type Antrag,
  again,
  anlage,
  anmeldung,
  antrag,
  type Changes,
  dogTax,
  pushAntrag,
  pushAntwort,
  pushRuecknahme,
  refusedRecord,
} from "./records.ts";

/** A dog that the rules register, with what it costs. */
function byRule(kit: Kit, changes: Changes = {}) {
  const holder = kit.household("Dorsten");
  const body = antrag(kit.id(), holder, anmeldung("Kaya", "Golden Retriever", kit.days.newYear), changes);
  return { body, outcome: kit.assessed(holder, [{ since: kit.days.newYear }], "transfer") };
}

/** A dog about which a person has to decide. */
const forPerson = (kit: Kit): Antrag =>
  antrag(kit.id(), kit.household("Gladbeck"), anmeldung("Fels", "American Bulldog", kit.days.yesterday));

export const twice = kind("the same record twice: the same receipt twice, one effect", 2, (kit) => {
  const { body, outcome } = byRule(kit);
  const push = pushAntrag(body);
  return { pushes: [push, again(push)], applications: [dogTax(body.antragsId, outcome)] };
});

export const otherContent = kind(
  "other content under the id of an accepted application: it stays as it is",
  2,
  (kit) => {
    const { body, outcome } = byRule(kit);
    const other = antrag(body.antragsId, kit.citizen("Gladbeck"), anmeldung("Fremd", "Spitz", kit.days.today));
    return {
      pushes: [pushAntrag(body), pushAntrag(other, refusedRecord("content-differs"))],
      applications: [dogTax(body.antragsId, outcome)],
    };
  },
);

const withFiles = (files: (kit: Kit) => Antrag["anlagen"]) => (kit: Kit) => {
  const { body, outcome } = byRule(kit, { anlagen: files(kit) });
  return { pushes: [pushAntrag(body)], applications: [dogTax(body.antragsId, outcome)] };
};
export const oneFile = kind(
  "an attachment",
  1,
  withFiles((kit) => [anlage(kit, "Impfpass.pdf")]),
);
export const threeFiles = kind(
  "three attachments, two of them alike",
  1,
  withFiles((kit) => {
    const file = anlage(kit, "Übernahmevertrag für Ñandú.pdf", 300_000);
    return [anlage(kit, "Impfpass.pdf"), file, { ...file, dateiname: "Zweitschrift.pdf" }];
  }),
);
export const largeFile = kind(
  "an attachment of 1.5 MB",
  1,
  withFiles((kit) => [anlage(kit, "Zuchtbuch.pdf", 1_500_000)]),
);
export const emptyFile = kind(
  "an attachment without content",
  1,
  withFiles((kit) => [anlage(kit, "leer.pdf", 0)]),
);

export const replyInTime = kind("a reply while a person has the application: taken", 2, (kit) => {
  const body = forPerson(kit);
  const after = { applicationId: body.antragsId, state: "in-review" } as const;
  const reply = pushAntwort(kit, body.antragsId, "taken", { anlagen: [anlage(kit, "Wesenstest.pdf")], after });
  return { pushes: [pushAntrag(body), reply], applications: [dogTax(body.antragsId, outcomes.inReview)] };
});

export const replyTwice = kind("a reply pushed twice: the same answer twice", 3, (kit) => {
  const body = forPerson(kit);
  const after = { applicationId: body.antragsId, state: "in-review" } as const;
  const reply = pushAntwort(kit, body.antragsId, "taken", { after });
  return { pushes: [pushAntrag(body), reply, again(reply)], applications: [dogTax(body.antragsId, outcomes.inReview)] };
});

export const replyTooLate = kind("a reply after the decision: too late", 2, (kit) => {
  const { body, outcome } = byRule(kit);
  const after = { applicationId: body.antragsId, state: "assessed" } as const;
  const reply = pushAntwort(kit, body.antragsId, "too-late", { after });
  return { pushes: [pushAntrag(body), reply], applications: [dogTax(body.antragsId, outcome)] };
});

export const replyToNothing = kind("a reply to an application that there is not", 1, (kit) => {
  const id = kit.id();
  return { pushes: [pushAntwort(kit, id, "unknown")], applications: [dogTax(id, outcomes.none)] };
});

export const withdrawnInTime = kind("a withdrawal while a person has the application: taken", 2, (kit) => {
  const body = forPerson(kit);
  const after = { applicationId: body.antragsId, state: "in-review" } as const;
  const withdrawal = pushRuecknahme(kit, body.antragsId, "taken", after);
  return { pushes: [pushAntrag(body), withdrawal], applications: [dogTax(body.antragsId, outcomes.withdrawn)] };
});

export const withdrawnTooLate = kind("a withdrawal after the decision: too late", 2, (kit) => {
  const { body, outcome } = byRule(kit);
  const after = { applicationId: body.antragsId, state: "assessed" } as const;
  const withdrawal = pushRuecknahme(kit, body.antragsId, "too-late", after);
  return { pushes: [pushAntrag(body), withdrawal], applications: [dogTax(body.antragsId, outcome)] };
});

export const withdrawnNothing = kind("a withdrawal of an application that there is not", 1, (kit) => {
  const id = kit.id();
  return { pushes: [pushRuecknahme(kit, id, "unknown")], applications: [dogTax(id, outcomes.none)] };
});

export const replyToRefused = kind("a reply to an application that was refused", 2, (kit) => {
  const angaben = anmeldung("Nie", "Mops", kit.days.today);
  const body = antrag(kit.id(), kit.citizen("Dorsten"), angaben, { formularfassung: "7" });
  const refused = pushAntrag(body, { kind: "refusal", code: "unknown-form" });
  const reply = pushAntwort(kit, body.antragsId, "unknown");
  return { pushes: [refused, reply], applications: [dogTax(body.antragsId, outcomes.refused)] };
});
