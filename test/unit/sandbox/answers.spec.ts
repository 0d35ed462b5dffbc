import { expect } from "chai";
import type { Head, PortalNotification } from "../../../connectors/portals/common/portal.ts";
import { serviceportalEmscherLippe as serviceportal } from "../../../connectors/portals/serviceportal-emscher-lippe/serviceportal-emscher-lippe.ts";
import { sozialplattformNrw as sozialplattform } from "../../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import type { Content } from "../../../sandbox/portal/answer.ts";
import { portals } from "./portals.ts";

const problems = [{ path: "/dog/name", rule: "required", expected: "must be there" }];
const refusal = { code: "form-mismatch", sentence: "Es fehlt etwas.", repair: "Ergänzen Sie es.", problems };
const read = { code: "form-mismatch", sentence: "Es fehlt etwas.", repair: "Ergänzen Sie es.", fields: ["/dog/name"] };
const place = { partition: 2, offset: "17", sha256: "ab".repeat(32) };
const content = Buffer.from("%PDF-");
const file = { title: "Bescheid", name: "bescheid.pdf", mediaType: "application/pdf" };
const claims = [
  { cents: 33_00, dueOn: "2027-02-15", label: "1. Rate" },
  { cents: 33_00, dueOn: "2027-08-16", label: "2. Rate" },
];
const payee = { payeeName: "Stadtkasse Beispiel", payeeIban: "DE46000000000000000014", epcCode: "BCD" };

/** What the towns tell, and what a portal has to understand by it. */
const pairs: [PortalNotification, Content][] = [
  [
    { kind: "received", receivedOn: "2026-02-01", municipality: "055620014014" },
    { kind: "receipt", day: "2026-02-01" },
  ],
  [
    { kind: "refused", ...refusal },
    { kind: "refusal", ...read },
  ],
  [
    { kind: "record-refused", ...refusal, ...place },
    { kind: "record-refusal", ...read, ...place },
  ],
  [
    { kind: "progress", state: "in-review", sentence: "…" },
    { kind: "progress", state: "in-review" },
  ],
  [
    { kind: "progress", state: "delayed", sentence: "…" },
    { kind: "progress", state: "delayed" },
  ],
  ...(["granted", "assessed", "withdrawn", "deregistered"] as const).map((state): [PortalNotification, Content] => [
    { kind: "decided", outcome: state, sentence: "So ist es.", decidedOn: "2026-02-02", amountCents: 66_00 },
    { kind: "decision", state, sentence: "So ist es.", cents: 66_00 },
  ]),
  [
    { kind: "decided", outcome: "refused", sentence: "Nein.", decidedOn: "2026-02-02", amountCents: null },
    { kind: "decision", state: "denied", sentence: "Nein.", cents: null },
  ],
  [
    { kind: "payment", reference: "RF18", method: "direct_debit", claims, totalCents: 66_00, ...payee },
    { kind: "payment", method: "direct-debit", dues: [33_00, 33_00], totalCents: 66_00, reference: "RF18", epc: "BCD" },
  ],
  ...(
    [
      ["paid", "paid"],
      ["partly_paid", "partly-paid"],
      ["offset", "offset"],
      ["returned", "returned"],
      ["reminded", "reminded"],
      ["dunned", "dunned"],
      ["surcharged", "surcharged"],
      ["deferred", "deferred"],
      ["handed_over", "enforced"],
      ["paid_out", "paid-out"],
      ["refunded", "refunded"],
    ] as const
  ).map(([change, event]): [PortalNotification, Content] => [
    {
      kind: "payment-standing",
      reference: "RF18",
      change,
      cents: 33_00,
      openCents: 1,
      on: "2026-03-02",
      sentence: "…",
    },
    { kind: "payment-standing", event, reference: "RF18", cents: 33_00, openCents: 1 },
  ]),
  [
    { kind: "document", ...file, sha256: place.sha256, piece: 1, pieces: 3, content },
    { kind: "document", sha256: place.sha256, piece: 1, pieces: 3, content },
  ],
  [
    { kind: "answered", submissionId: "r1", submission: "reply", outcome: "taken", sentence: "…" },
    { kind: "submission", submissionId: "r1", submission: "reply", outcome: "taken" },
  ],
  [
    { kind: "answered", submissionId: "w1", submission: "withdrawal", outcome: "too_late", sentence: "…" },
    { kind: "submission", submissionId: "w1", submission: "withdrawal", outcome: "too-late" },
  ],
];

const head: Head = { id: "m1", number: 3, applicationId: "a1", caseNumber: "GLA-1", at: "2026-02-02T10:00:00.000Z" };

for (const [i, portal] of [serviceportal, sozialplattform].entries()) {
  describe(`the sandbox of ${portal.name}`, () => {
    for (const [telling, understood] of pairs) {
      const word = "outcome" in telling ? telling.outcome : "change" in telling ? telling.change : "";
      const what = `${telling.kind} ${word}`.trim();
      it(`understands what its connector tells: ${what}`, () => {
        const { contract, body } = portal.write(head, telling);
        const bytes = contract.type.toBuffer(body);
        const answer = portals[i]?.read(contract.name, contract.type.fromBuffer(bytes));
        expect(answer).to.deep.include({ id: "m1", number: 3, applicationId: "a1", caseNumber: "GLA-1" });
        expect(answer?.content).to.deep.equal(understood);
      });
    }

    it("does not take its own records for messages", () => {
      expect(() => portals[i]?.read("Antrag", {})).to.throw("no status message");
    });
  });
}
