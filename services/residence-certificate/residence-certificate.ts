import { dayOf } from "../../platform/calendar.ts";
import { NoticeRequested } from "../../platform/contracts/events.ts";
import { Fault } from "../../platform/faults.ts";
import { type CompleteFile, decided } from "../../platform/service/case-file.ts";
import { caseSurface } from "../../platform/service/case-service.ts";
import type { Offer } from "../../platform/service/offer.ts";
import { draft } from "../../platform/service/surface.ts";
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

/** Issues certificates of residence. One state is one case. */
export function residenceCertificate(towns: Map<string, Town>) {
  return caseSurface({
    name: "residence-certificate",
    judge: (file, now) => {
      const reasons = reasonsForPerson(file, JSON.parse(file.application.data) as CertificateData);
      return reasons.length ? { kind: "person", reasons } : { kind: "closed", ...issue(file, "rule", now, towns) };
    },
    decide: (file, { outcome, reason }, now) =>
      outcome === "grant"
        ? issue(file, "person", now, towns)
        : decided(file, { outcome: "refused", sentence: reason, decidedBy: "person", amountCents: null }, now),
  });
}

/** The certificate, free of charge (BMG § 18(3)), of what the register holds; a person may issue it of what was applied for. */
function issue(file: CompleteFile, decidedBy: "rule" | "person", now: Date, towns: Map<string, Town>) {
  const { about, identity, application } = file;
  const town = towns.get(about.municipality ?? "");
  if (!town) throw new Fault("not-possible", "no town");
  const confirmed = identity.kind === "confirmed" ? identity : undefined;
  const content = certificate(town, confirmed?.registered ?? application.applicant, {
    ...{ caseNumber: about.caseNumber ?? "", day: dayOf(now), residentSince: confirmed?.residentSince ?? "" },
    comparedBy: confirmed ? "rule" : "person",
  });
  const sentence = "Ihre Meldebescheinigung ist ausgestellt. Sie ist gebührenfrei und folgt als Dokument.";
  const closed = decided(file, { outcome: "granted", sentence, decidedBy, amountCents: null }, now);
  const notice = draft(NoticeRequested, { content: JSON.stringify(content), kind: "certificate" }, about);
  return { file: closed.file, events: [...closed.events, notice] };
}
