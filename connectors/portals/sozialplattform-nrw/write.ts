import type { PortalRecords } from "../../../types/generated/portal-sozialplattform-nrw.ts";
import type { Head, OutRecord, PortalNotification, Problem } from "../common/portal.ts";
import { make, namespace } from "./records.ts";

type Update = PortalRecords["CaseUpdate"]["update"];
type Progress = Extract<Update, { "nrw.sozialplattform.Progress": unknown }>["nrw.sozialplattform.Progress"];

const issuesOf = (problems: Problem[]) =>
  problems.map(({ path, rule, expected }) => ({ pointer: path, rule, hint: expected }));
const resultOf = {
  granted: "GRANTED",
  assessed: "ASSESSED",
  refused: "DENIED",
  withdrawn: "WITHDRAWN",
  deregistered: "DEREGISTERED",
  UNKNOWN: "UNKNOWN",
} as const;
const methodOf = { transfer: "TRANSFER", direct_debit: "DIRECT_DEBIT", credit: "CREDIT", UNKNOWN: "UNKNOWN" } as const;
const eventOf = {
  paid: "PAID",
  partly_paid: "PARTLY_PAID",
  offset: "OFFSET",
  returned: "RETURNED",
  reminded: "REMINDED",
  dunned: "DUNNED",
  surcharged: "SURCHARGED",
  deferred: "DEFERRED",
  handed_over: "ENFORCED",
  paid_out: "PAID_OUT",
  refunded: "REFUNDED",
  UNKNOWN: "UNKNOWN",
} as const;
const submissionKinds = { reply: "REPLY", withdrawal: "WITHDRAWAL", UNKNOWN: "UNKNOWN" } as const;
const submissionResults = { taken: "TAKEN", too_late: "TOO_LATE", UNKNOWN: "UNKNOWN" } as const;

type Status = Extract<PortalNotification, { kind: "progress" | "question" | "payment-standing" }>;

/** What a Progress says. */
function progressOf(it: Status): Progress {
  const { sentence: message } = it;
  switch (it.kind) {
    case "progress":
      return { state: it.state === "delayed" ? "DELAYED" : "IN_REVIEW", message, items: [], dueOn: "", payment: null };
    case "question": {
      const items = it.items.map(({ code, sentence }) => ({ code, message: sentence }));
      return { state: "INFORMATION_NEEDED", message, items, dueOn: it.dueOn, payment: null };
    }
    case "payment-standing": {
      const { reference, cents, openCents, on } = it;
      const payment = { reference, event: eventOf[it.change], cents, openCents, on };
      return { state: "PAYMENT", message, items: [], dueOn: "", payment };
    }
  }
}

function updateOf(it: PortalNotification): Update {
  switch (it.kind) {
    case "received":
      return { [`${namespace}.Received`]: { dateOfReceipt: it.receivedOn } };
    case "refused": {
      const { code, sentence: message, repair: remedy } = it;
      return { [`${namespace}.Rejected`]: { code, message, remedy, issues: issuesOf(it.problems) } };
    }
    case "record-refused": {
      const { code, sentence: message, repair: remedy, partition, offset } = it;
      const digest = `sha256:${it.sha256}`;
      return {
        [`${namespace}.RecordRejected`]: {
          code,
          message,
          remedy,
          issues: issuesOf(it.problems),
          partition,
          offset,
          digest,
        },
      };
    }
    case "progress":
    case "question":
    case "payment-standing":
      return { [`${namespace}.Progress`]: progressOf(it) };
    case "decided": {
      const { sentence: message, decidedOn, amountCents } = it;
      return { [`${namespace}.Decision`]: { result: resultOf[it.outcome], message, decidedOn, amountCents } };
    }
    case "payment": {
      const { reference, totalCents, payeeName: payee, payeeIban, epcCode: epc, note = "" } = it;
      const dues = it.claims.map(({ cents, dueOn: on, label }) => ({ cents, on, label }));
      return {
        [`${namespace}.Payment`]: {
          reference,
          method: methodOf[it.method],
          dues,
          totalCents,
          payee,
          payeeIban,
          epc,
          note,
        },
      };
    }
    case "document": {
      const { title, name: fileName, mediaType: contentType, piece, pieces, content } = it;
      return {
        [`${namespace}.Document`]: {
          title,
          fileName,
          contentType,
          digest: `sha256:${it.sha256}`,
          piece,
          pieces,
          content,
        },
      };
    }
    case "answered": {
      const [kind, result] = [submissionKinds[it.submission], submissionResults[it.outcome]];
      return { [`${namespace}.Acknowledged`]: { refersTo: it.submissionId, kind, result, message: it.sentence } };
    }
  }
}

/** Writes a notification as the one record that the portal has for all of them. */
export function write({ id, number, applicationId, caseNumber, at }: Head, it: PortalNotification): OutRecord {
  return make("CaseUpdate", {
    updateId: id,
    sequence: number,
    submissionId: applicationId,
    caseReference: caseNumber,
    at,
    update: updateOf(it),
  });
}
