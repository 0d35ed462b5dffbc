import { expect } from "chai";
import { Fault } from "../../../platform/messaging/faults.ts";
import { mandate as collectedFrom, household, payTo } from "./account.ts";

type Account = ReturnType<typeof household>;
const owing = () => household().asked([[33_00, "2026-05-15"]]);
const overpaid = () => owing().bank(40_00, { ref: "in" });
const wentOut = () => owing().bank(-5_00, { ref: "out", returned: { reason: "MS03" } });
const collecting = () => {
  const account = household().asked([[33_00, "2026-05-15"]], { mandate: collectedFrom });
  const asked = { fileId: "F1", kind: "debits", today: "2026-05-12", until: "2026-06-30" };
  account.scene.handle("record.collect", asked, { account: "household" });
  return account;
};
const aboveLimit = () => household().asked([[-9_000_00, "2026-05-29"]], { payTo });
const matter = ({ book }: Account) => book.matters[0]?.id ?? "";

/** What somebody of the treasury decides that cannot be done, and what they are told. */
const refused: [what: string, Account, body: (account: Account) => object, sentence: RegExp][] = [
  ["keep what paid nothing", overpaid(), () => ({ act: "keep", about: "in" }), /Möglich sind refund und assign/],
  ["keep what went out", wentOut(), () => ({ act: "keep", about: "out" }), /Möglich sind assign und charge/],
  ["refund what went out", wentOut(), () => ({ act: "refund", about: "out" }), /Möglich sind assign und charge/],
  ["refund what is not there", owing(), () => ({ act: "refund", about: "x" }), /nicht in Verwahrung.*prüfen Sie about/],
  ["charge what came in", overpaid(), () => ({ act: "charge", about: "in" }), /nur gebucht werden, was abgegangen ist/],
  [
    "take back what was never paid",
    wentOut(),
    ({ reference }) => ({ act: "assign", about: "out", reference, account: "household" }),
    /nichts bezahlt.*reference/,
  ],
  ["assign to nothing", overpaid(), () => ({ act: "assign", about: "in" }), /Nennen Sie in reference/],
  ["release what no file holds", owing(), () => ({ act: "release", about: "x" }), /in keiner Datei.*about/],
  [
    "defer nothing",
    owing(),
    () => ({ act: "defer", reference: "RF0", until: "2027-01-01" }),
    /nichts offen.*reference/,
  ],
  ["defer into the past", owing(), ({ reference }) => ({ act: "defer", reference, until: "2025-01-01" }), /in until/],
  [
    "defer what is being collected",
    collecting(),
    ({ reference }) => ({ act: "defer", reference, until: "2027-01-01" }),
    /zieht den Betrag bereits ein.*release/,
  ],
  ["acknowledge nothing", owing(), () => ({ act: "acknowledge", about: "x" }), /nichts offen.*about/],
  [
    "acknowledge what two approve",
    aboveLimit(),
    (account) => ({ act: "acknowledge", about: matter(account) }),
    /approve oder decline/,
  ],
  ["decline a case's", aboveLimit(), (account) => ({ act: "decline", about: matter(account) }), /Fachamts/],
  ["approve nothing", owing(), () => ({ act: "approve", about: "x" }), /keine zweite Person.*about/],
];

describe("payments: what a person is told whose decision cannot be carried out", () => {
  for (const [what, account, body, sentence] of refused)
    it(`is plain German that names what to do: ${what}`, () => {
      const before = account.book;
      try {
        account.settle(body(account));
      } catch (error) {
        expect(error).to.be.instanceOf(Fault);
        const { code, detail } = error as Fault;
        expect(code).to.be.oneOf(["not-possible", "not-waiting"]);
        expect(detail)
          .to.match(sentence)
          .and.to.match(/^\p{Lu}.*\.$/u);
        expect(account.book).to.equal(before);
        return;
      }
      expect.fail("it was carried out");
    });
});
