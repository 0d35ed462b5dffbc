import type { CaseFile } from "../../platform/casework/case/case-file.ts";
import { ApplicationAccepted, IdentityConfirmed, ObjectionAnswered } from "../../platform/casework/case/events.ts";
import {
  type Decisions,
  objectionAccount,
  objectionEvents,
  objections,
} from "../../platform/casework/objections/objection-case.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import { applicant, caseNumber, gladbeck, type Letters, Office, towns } from "./office.ts";

const decision = { municipality: gladbeck, caseId: "case", caseNumber, account: "case" };
const service = { name: "sample", processors: [objections(towns, async () => new Map())], publishes: objectionEvents };

/** An objection's own case, which hears what the service says that has decided. */
function objection(known: boolean) {
  const scene = new Office<CaseFile, Decisions>(service, "2026-12-10");
  scene.prepared = new Map();
  const decisions: Decisions = new Map(known ? [[caseNumber, decision]] : []);
  scene.for({
    caseId: "objection",
    caseNumber: "GLA-26-00000-00000-00",
    account: objectionAccount("objection"),
    applicationId: "EL-2",
  });
  scene.when(
    ApplicationAccepted,
    {
      ...{
        applicant,
        form: "objection.v1",
        data: JSON.stringify({ decision: caseNumber, grounds: "Das ist zu viel." }),
      },
      ...{ trustLevel: "hoch", demandedTrustLevel: "basis", attachments: [] },
    },
    {},
    decisions,
  );
  return scene.when(IdentityConfirmed, { trustLevel: "hoch", registered: applicant, residentSince: "2011-04-01" });
}
const told = (outcome: EventBodies["objection.answered.v1"]["outcome"], reason = "Nach Prüfung der Unterlagen.") =>
  objection(true).when(ObjectionAnswered, { outcome, reason, caseNumber, isLetter: outcome === "no_objection" });
const other =
  "Gegen unseren Bescheid vom 23.11.2026 gibt es keinen Widerspruch. Möglich ist nur die Klage beim Verwaltungsgericht Gelsenkirchen, Bahnhofsvorplatz 3, 45879 Gelsenkirchen. Die Frist dafür endet am 28.12.2026, wenn Ihnen der Bescheid nicht später zugegangen ist; Ihr Schreiben verlängert sie nicht.";

/** Each kind of letter that an objection's own case writes, whichever service decided. */
export const objectionLetters: Letters = {
  granted: () => told("remedied").letter,
  "partly-granted": () => told("partly_remedied").letter,
  "not-granted": () => told("not_remedied").letter,
  "no-objection-possible": () => told("no_objection", other).letter,
  "no-decision": () =>
    told("no_decision", "Zu dieser Entscheidung liegt uns bereits ein Schreiben von Ihnen vor.").letter,
  "letter-answered": () =>
    told("no_objection", other).when(ObjectionAnswered, {
      outcome: "not_remedied",
      reason: "Es bleibt dabei.",
      caseNumber,
      isLetter: true,
    }).letter,
  "decision-unknown": () => {
    const scene = objection(false);
    for (let look = 0; look < 3; look += 1) {
      const [timer] = scene.view.timers;
      scene.on(timer?.due ?? "").handle(`timer.${timer?.name}`, {}, { id: timer?.id ?? "" }, new Map());
    }
    return scene.decides({
      caseNumber: "GLA-26-00000-00000-00",
      outcome: "refuse",
      reason: "Zu dieser Nummer gibt es keinen Bescheid.",
    }).letter;
  },
};
