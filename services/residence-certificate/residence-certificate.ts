import { dayOf } from "../../platform/calendar.ts";
import {
  CaseDecided,
  CaseDelayed,
  CaseReferred,
  NoticeRequested,
  SubmissionAnswered,
} from "../../platform/contracts/events.ts";
import { Fault } from "../../platform/faults.ts";
import {
  type CaseFile,
  caseEvents,
  decided,
  emptyFile,
  isComplete,
  refer,
  submission,
  takeIn,
  tasksOf,
} from "../../platform/service/case-file.ts";
import type { Offer } from "../../platform/service/offer.ts";
import { type Draft, draft, type Message, type Surface } from "../../platform/service/surface.ts";
import type { Town } from "../../platform/towns.ts";
import { certificate } from "./notice.ts";
import { type CertificateData, reasonsForPerson } from "./rules.ts";

export const offers: Offer[] = [
  {
    key: "99115003012000",
    title: "Meldebescheinigung",
    demandedTrustLevel: "hoch",
    forms: ["residence-certificate.v1"],
    account: [],
  },
];

interface Step {
  file: CaseFile;
  events: Draft[];
}

/** Issues certificates of residence. One state is one case. */
export function residenceCertificate(towns: Map<string, Town>): Surface<CaseFile> {
  return {
    name: "residence-certificate",
    takes: caseEvents,
    publishes: [CaseDecided, CaseReferred, CaseDelayed, SubmissionAnswered, NoticeRequested],
    initial: emptyFile,
    key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.caseId }),
    handle: (before, message, { now }) => {
      const { file, events } = step(before, message, now, towns);
      return { state: file, events };
    },
    file: (file) => file,
    view: (file) => ({ status: file.status, tasks: tasksOf(file), timers: [] }),
  };
}

function step(before: CaseFile, message: Message, now: Date, towns: Map<string, Town>): Step {
  const file = takeIn(before, message);
  if (message.type === "command.decide") return byPerson(file, message.body as Decision, now, towns);
  const submitted = submission(file, message, now);
  if (submitted) return submitted;
  if (!isComplete(file)) return { file, events: [] };
  const reasons = reasonsForPerson(file, JSON.parse(file.application.data) as CertificateData);
  return reasons.length ? refer(file, reasons, now) : issue(file, "rule", now, towns);
}

interface Decision {
  outcome: "grant" | "refuse";
  reason: string;
}

function byPerson(file: CaseFile, { outcome, reason }: Decision, now: Date, towns: Map<string, Town>): Step {
  if (file.status !== "waiting-for-person") throw new Fault("not-waiting");
  if (outcome === "grant") return issue(file, "person", now, towns);
  return decided(file, { outcome: "refused", sentence: reason, decidedBy: "person", amountCents: null }, now);
}

/** The certificate, free of charge (BMG § 18(3)), of what the register holds; a person may issue it of what was applied for. */
function issue(file: CaseFile, decidedBy: "rule" | "person", now: Date, towns: Map<string, Town>): Step {
  const { about, identity, application } = file;
  const town = towns.get(about.municipality ?? "");
  const person = identity?.kind === "confirmed" ? identity.registered : application?.applicant;
  if (!town || !person) throw new Fault("not-possible", "no town or nothing to certify");
  const residentSince = identity?.kind === "confirmed" ? identity.residentSince : "";
  const comparedBy = identity?.kind === "confirmed" ? "rule" : "person";
  const facts = { caseNumber: about.caseNumber ?? "", day: dayOf(now), residentSince, comparedBy } as const;
  const content = certificate(town, person, facts);
  const sentence = "Ihre Meldebescheinigung ist ausgestellt. Sie ist gebührenfrei und folgt als Dokument.";
  const closed = decided(file, { outcome: "granted", sentence, decidedBy, amountCents: null }, now);
  const notice = draft(NoticeRequested, { content: JSON.stringify(content), kind: "certificate" }, about);
  return { file: closed.file, events: [...closed.events, notice] };
}
