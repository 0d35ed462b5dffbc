import {
  type CompleteFile,
  caseDefinition,
  dayOf,
  decided,
  formOf,
  identityReasons,
  noticeOf,
  type Offer,
  type Town,
} from "../../platform/casework/index.ts";
import { Fault } from "../../platform/messaging/index.ts";
import type { DecisionFacts } from "../../types/generated/decisions.ts";
import decision from "./decision.schema.json" with { type: "json" };
import { legalRemedies } from "./legal-remedies.ts";
import { certificate, office, refusalNotice } from "./notice.ts";
import { type CertificateData, type Certified, certifiedOf, missingOf, reasonsForPerson } from "./rules.ts";

type Facts = DecisionFacts["residence-certificate"];

export const offers: Offer[] = [
  {
    key: "99115003012000",
    title: "Meldebescheinigung",
    demandedTrustLevel: "hoch",
    forms: ["residence-certificate.v1", "residence-certificate.v2"],
    account: [],
  },
];

/** Issues certificates of residence. One state is one case. */
export function residenceCertificate(towns: Map<string, Town>) {
  return caseDefinition<object, Facts>({
    name: "residence-certificate",
    folder: import.meta.dirname,
    ...{ decision, towns, legalRemedies, office },
    decisionKind: ({ outcome }) => (outcome === "granted" ? "certificate" : "refusal"),
    judge: (file, now) => {
      const form = formOf<CertificateData>(file);
      const missing = missingOf(file, form);
      if (missing.length && !identityReasons(file).length) return { kind: "ask", items: missing };
      const reasons = reasonsForPerson(file, form);
      return reasons.length
        ? { kind: "person", reasons }
        : { kind: "closed", ...issue(towns, file, { decidedBy: "rule", further: [] }, now) };
    },
    decide: (file, { outcome, reason, certified = [] }, now) =>
      outcome === "grant"
        ? issue(
            towns,
            file,
            { decidedBy: "person", further: certifiedOf(formOf<CertificateData>(file), certified) },
            now,
          )
        : { refusal: (facts) => refusalNotice(facts, reason) },
  });
}

interface Issuing {
  decidedBy: "rule" | "person";
  /** what an extended one holds */
  further: readonly Certified[];
}

/** The certificate, free of charge (BMG § 18(3)), of what the register holds; a person may issue it of what was applied for, and adds what an extended one holds. */
function issue(towns: Map<string, Town>, file: CompleteFile, { decidedBy, further }: Issuing, now: Date) {
  const { metadata, identity, application } = file;
  const town = towns.get(metadata.municipality ?? "");
  if (!town) throw new Fault("not-possible", "diese Stadt ist nicht bekannt");
  const confirmed = identity.kind === "confirmed" ? identity : undefined;
  const content = certificate(town, confirmed?.registered ?? application.applicant, {
    ...{ caseNumber: metadata.caseNumber ?? "", day: dayOf(now), further },
    comparedBy: confirmed && !further.length ? "rule" : "person",
  });
  const sentence = "Ihre Meldebescheinigung ist ausgestellt. Sie ist gebührenfrei und folgt als Dokument.";
  const closed = decided(file, { outcome: "granted", sentence, decidedBy, amountCents: null }, now);
  return { file: closed.file, events: [...closed.events, noticeOf(file, content, "certificate")] };
}
