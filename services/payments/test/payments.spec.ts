import { expect } from "chai";
import { PaymentArranged, PaymentRequested } from "../../../platform/casework/case/events.ts";
import { readTownFiles, readTowns } from "../../../platform/casework/towns/towns.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { given } from "../../../test/support/given.ts";
import type { Book } from "../ledger/book.ts";
import type { Said } from "../online/provider.ts";
import { payments } from "../payments.ts";
import { creditorReference, isCreditorReference } from "../reference.ts";
import { arrange, type Request, type TownAccount } from "../rules.ts";
import schema from "../town.schema.json" with { type: "json" };
import type { TownPayments } from "../town.ts";

const accounts = readTownFiles<TownPayments>("payments", schema);
const gladbeck = accounts.get("055620014014")?.accounts[0] as TownAccount;
const town = { code: "GLA", account: gladbeck };

const payer = {
  familyName: "Beispiel",
  givenNames: "Änne",
  birthDate: "1984-02-29",
  address: { street: "Musterweg", houseNumber: "1", supplement: "", postcode: "45966", city: "Gladbeck" },
};
const mandate = { iban: "DE46000000000000000014", holder: "Änne Beispiel", signedOn: "2026-11-01" };

/** A request for claims of [cents, due on]. */
function request(claims: [number, string][], more: Partial<Request> = {}): Request {
  const totalCents = claims.reduce((sum, [cents]) => sum + cents, 0);
  const list = claims.map(([cents, dueOn], i) => ({ cents, dueOn, label: `Rate ${i + 1}` }));
  return {
    payer,
    purpose: "Hundesteuer",
    claims: list,
    totalCents,
    mandate: null,
    payTo: null,
    charge: "tax",
    ...more,
  };
}
const due = (dueOn: string, day = "2026-01-01") =>
  arrange(request([[33_00, dueOn]]), "request", town, day).claims[0]?.dueOn;

describe("payments: due dates", () => {
  it("stay as the tariff names them when they are far enough away and a working day", () => {
    expect(due("2026-05-15")).to.equal("2026-05-15");
  });

  it("are never earlier than thirty days after the assessment", () => {
    expect(due("2026-02-16", "2026-01-17")).to.equal("2026-02-16");
    expect(due("2026-02-16", "2026-01-18")).to.equal("2026-02-17");
    expect(due("2025-11-15", "2026-01-18"), "last year's").to.equal("2026-02-17");
    expect(due("2026-02-15", "2028-01-30"), "over 29 February").to.equal("2028-02-29");
  });

  it("of a benefit are the days that its service named; what is asked back of one waits like every claim", () => {
    const payTo = { iban: "DE46000000000000000014", holder: "Änne Beispiel" };
    const list: [number, string][] = [
      [-268_00, "2026-01-30"],
      [268_00, "2026-01-30"],
    ];
    const { claims } = arrange(request(list, { payTo }), "request", town, "2026-01-17");
    expect(claims.map(({ dueOn }) => dueOn)).to.deep.equal(["2026-01-30", "2026-02-16"]);
  });

  const moved: Record<string, [string, string]> = {
    "a Saturday to Monday": ["2026-08-15", "2026-08-17"],
    "a Sunday to Monday": ["2026-02-15", "2026-02-16"],
    "New Year's Day": ["2027-01-01", "2027-01-04"],
    "Good Friday over Easter Monday": ["2026-04-03", "2026-04-07"],
    "Labour Day": ["2026-05-01", "2026-05-04"],
    "Ascension Day": ["2026-05-14", "2026-05-15"],
    "Whit Monday": ["2026-05-25", "2026-05-26"],
    "Corpus Christi, which is a holiday in North Rhine-Westphalia": ["2026-06-04", "2026-06-05"],
    "All Saints' Day, which is one here as well": ["2027-11-01", "2027-11-02"],
    "German Unity Day on a Saturday": ["2026-10-03", "2026-10-05"],
    Christmas: ["2026-12-25", "2026-12-28"],
  };
  for (const [what, [from, to]] of Object.entries(moved))
    it(`are moved: ${what}`, () => {
      expect(due(from)).to.equal(to);
    });

  it("are not moved for holidays of other countries of Germany", () => {
    expect(due("2026-08-14"), "the day before Assumption").to.equal("2026-08-14");
    expect(due("2026-10-30"), "the day before Reformation Day").to.equal("2026-10-30");
    expect(due("2026-01-06", "2025-11-01"), "Epiphany").to.equal("2026-01-06");
    expect(due("2025-10-31", "2025-09-01"), "Reformation Day, a Friday").to.equal("2025-10-31");
  });
});

describe("payments: what is arranged", () => {
  it("is a transfer with a reference and a code for the first claim", () => {
    const arranged = arrange(
      request([
        [22_00, "2026-05-15"],
        [33_00, "2026-08-15"],
      ]),
      "request",
      town,
      "2026-05-20",
    );
    expect(arranged).to.deep.include({
      method: "transfer",
      totalCents: 55_00,
      mandateReference: "",
      payeeName: "Stadtkasse Gladbeck (erfunden)",
      payeeIban: "DE46000000000000000014",
      claims: [
        { cents: 22_00, dueOn: "2026-06-19", label: "Rate 1" },
        { cents: 33_00, dueOn: "2026-08-17", label: "Rate 2" },
      ],
    });
    expect(isCreditorReference(arranged.reference)).to.equal(true);
  });

  it("is a direct debit where the application brought a mandate, with a reference that SEPA takes", () => {
    const arranged = arrange(request([[33_00, "2026-08-14"]], { mandate }), "request", town, "2026-05-20");
    expect(arranged).to.include({ method: "direct_debit", epcCode: "" });
    expect(arranged.mandateReference).to.match(/^[A-Za-z0-9+?/:().,' -]{1,35}$/);
    expect(
      arrange(request([[1, "2026-08-14"]], { mandate }), "other", town, "2026-05-20").mandateReference,
    ).not.to.equal(arranged.mandateReference);
  });

  it("is a credit for what is given back, mandate or not", () => {
    const arranged = arrange(request([[-33_00, "2026-08-14"]], { mandate }), "request", town, "2026-05-20");
    expect(arranged).to.include({ method: "credit", totalCents: -33_00, epcCode: "", mandateReference: "" });
  });

  it("has a code for the first claim that asks for money", () => {
    const arranged = arrange(
      request([
        [-5_00, "2026-08-14"],
        [33_00, "2026-09-14"],
      ]),
      "request",
      town,
      "2026-05-20",
    );
    expect(arranged.epcCode).to.include("EUR33.00");
  });

  it("is the same for the same request, however often it comes", () => {
    const once = arrange(request([[33_00, "2026-08-14"]]), "request", town, "2026-05-20");
    expect(arrange(request([[33_00, "2026-08-14"]]), "request", town, "2026-05-20")).to.deep.equal(once);
    expect(arrange(request([[33_00, "2026-08-14"]]), "other", town, "2026-05-20").reference).not.to.equal(
      once.reference,
    );
  });

  const bad: Record<string, Request> = {
    "a total that is not the sum": request([[33_00, "2026-08-14"]], { totalCents: 32_99 }),
    "fractions of a cent": request([
      [0.5, "2026-08-14"],
      [0.5, "2026-08-14"],
    ]),
    "sums beyond whole numbers": request([[Number.MAX_SAFE_INTEGER + 1, "2026-08-14"]]),
    "no number at all": request([[Number.NaN, "2026-08-14"]]),
  };
  for (const [what, body] of Object.entries(bad))
    it(`refuses for good: ${what}`, () => {
      let fault: unknown;
      try {
        arrange(body, "request", town, "2026-05-20");
      } catch (error) {
        fault = error;
      }
      expect(fault).to.be.instanceOf(Fault).and.to.include({ code: "bad-contract", retry: false });
    });
});

describe("payments: the EPC code (EPC069-12)", () => {
  const code = (cents: number, account = gladbeck) =>
    arrange(request([[cents, "2026-08-14"]]), "request", { code: "GLA", account }, "2026-05-20").epcCode.split("\n");

  it("has twelve lines in their order", () => {
    const { reference } = arrange(request([[33_00, "2026-08-14"]]), "request", town, "2026-05-20");
    expect(code(33_00)).to.deep.equal([
      "BCD",
      "002",
      "1",
      "SCT",
      "",
      "Stadtkasse Gladbeck (erfunden)",
      "DE46000000000000000014",
      "EUR33.00",
      "",
      reference,
      "",
      "",
    ]);
    expect(Buffer.byteLength(code(33_00).join("\n"))).to.be.at.most(331);
  });

  it("writes sums with a point and two places", () => {
    const written = { 1: "EUR0.01", 29: "EUR0.29", 110: "EUR1.10", 123456: "EUR1234.56", 100000007: "EUR1000000.07" };
    for (const [cents, text] of Object.entries(written)) expect(code(Number(cents))[7]).to.equal(text);
  });

  it("names the bank where the town does", () => {
    expect(code(33_00, { ...gladbeck, bic: "WELADED1GLA" })[4]).to.equal("WELADED1GLA");
  });
});

describe("payments: references (ISO 11649)", () => {
  it("are right or wrong by their check digits", () => {
    for (const right of ["RF18539007547034", "RF18 5390 0754 7034", "rf18539007547034"])
      expect(isCreditorReference(right), right).to.equal(true);
    for (const wrong of [
      "RF19539007547034",
      "RF18539007547043",
      "RF1853900754703",
      "539007547034",
      "RF18",
      "RF18Ä39007547034",
      `RF18${"1".repeat(22)}`,
    ])
      expect(isCreditorReference(wrong), wrong).to.equal(false);
  });

  it("of our own are right by MOD 97-10, calculated here by hand, and fit into 25 characters", () => {
    for (let i = 0; i < 200; i += 1) {
      const reference = creditorReference("GLA", `request ${i}`);
      expect(reference).to.match(/^RF\d\dGLA\d{15}$/);
      const moved = `${reference.slice(4)}${reference.slice(0, 4)}`;
      const digits = [...moved].map((char) => Number.parseInt(char, 36)).join("");
      expect(BigInt(digits) % 97n).to.equal(1n);
    }
  });
});

describe("payments: the account", () => {
  const open = () =>
    given<Book, Said | undefined>(payments({ towns: readTowns(), accounts }), {
      municipality: "055620014014",
      account: "household",
      caseId: "c",
    });

  it("keeps every request with what was arranged for it, and says the sum that was asked for", () => {
    const scene = open().on("2026-05-20");
    scene
      .when(
        PaymentRequested,
        request([
          [22_00, "2026-05-15"],
          [33_00, "2026-08-15"],
        ]),
      )
      .leadsTo(PaymentArranged);
    expect(scene.said(PaymentArranged).totalCents).to.equal(55_00);
    scene.when(PaymentRequested, request([[-33_00, "2026-08-15"]]));
    expect(scene.state.entries.map(({ totalCents, caseId }) => [totalCents, caseId])).to.deep.equal([
      [55_00, "c"],
      [-33_00, "c"],
    ]);
    expect(scene.view.status).to.equal("2 receivables");
    expect(scene.key).to.equal("055620014014/account/household");
  });

  it("takes the town's account of the day, in Berlin", () => {
    const dated = [
      { ...gladbeck, from: "2026-01-01", payee: "Neu" },
      { ...gladbeck, from: "2020-01-01", until: "2025-12-31", payee: "Alt" },
    ];
    const scene = given(
      payments({
        towns: readTowns(),
        accounts: new Map([["055620014014", { accounts: dated, dunning: [], secondPerson: [] }]]),
      }),
      {
        municipality: "055620014014",
      },
    );
    const payee = (moment: string) =>
      scene
        .on(moment)
        .when(PaymentRequested, request([[33_00, "2026-08-14"]]))
        .said(PaymentArranged).payeeName;
    expect(payee("2025-12-31T22:59:59Z")).to.equal("Alt");
    expect(payee("2025-12-31T23:00:00Z")).to.equal("Neu");
    expect(() => payee("2019-12-31T12:00:00Z")).to.throw(Fault, "not-possible");
  });

  it("takes nothing for a town that there is not", () => {
    expect(() =>
      open()
        .for({ municipality: "0" })
        .when(PaymentRequested, request([[1, "2026-08-14"]])),
    ).to.throw(Fault, "not-possible");
  });
});
