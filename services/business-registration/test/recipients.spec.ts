import { expect } from "chai";
import { applicationOf, type Closing, type FormName, type Registration } from "../application.ts";
import { type Notice, noticesOf, noticesOnSuspicion, numbersIn } from "../recipients.ts";
import { contracts, sample, tariffs } from "./trade.ts";
import withheld from "./withheld.json" with { type: "json" };

/** What each recipient may not get, counted out of the law by hand: the numbers that GewAnzV § 3 does not let through. */
const notToldTo = withheld as Record<string, Record<FormName, number[] | "nothing">>;
const fieldCounts = { GewA1: 33, GewA2: 30, GewA3: 30 } as const;
const names = Object.keys(fieldCounts) as FormName[];
const [town] = tariffs.get("055620014014")?.tariffs ?? [];
if (!town) throw new Error("no tariff");
const full = (name: FormName) => applicationOf(contracts[name], sample(name).full);
const everybody = (name: FormName): Notice[] => [
  ...noticesOf(full(name), town),
  ...noticesOnSuspicion(full(name), town),
];

describe("business registration: who is told what", () => {
  it("has the official forms: 33, 30 and 30 fields, each with its number", () => {
    for (const name of names) expect(Object.keys(sample(name).full)).to.have.length(fieldCounts[name]);
  });

  for (const [recipient, forms] of Object.entries(notToldTo))
    for (const name of names) {
      const hidden = forms[name];
      it(`${recipient} gets of ${name} ${hidden === "nothing" ? "nothing" : `all but ${hidden.join(", ")}`}`, () => {
        const notices = everybody(name).filter((one) => one.recipient === recipient);
        if (hidden === "nothing") {
          expect(notices).to.deep.equal([]);
          return;
        }
        const all = Array.from({ length: fieldCounts[name] }, (_, i) => i + 1);
        expect(notices).to.have.length(1);
        const [notice] = notices;
        expect(notice?.fields.map(({ number }) => number)).to.deep.equal(all.filter((one) => !hidden.includes(one)));
      });

      it(`${recipient} finds under each number of ${name} what the form has there, and nothing else`, () => {
        const values = Object.entries(sample(name).full);
        for (const notice of everybody(name).filter((one) => one.recipient === recipient))
          for (const { number, name: field, value } of notice.fields)
            expect([field, JSON.parse(value)]).to.deep.equal(values[number - 1]);
      });
    }

  it("are the fifteen of GewAnzV § 3 and no others", () => {
    expect(Object.keys(notToldTo)).to.have.length(15);
    const all = new Set(names.flatMap((name) => everybody(name)).map(({ recipient }) => recipient));
    expect([...all]).to.have.members(Object.keys(notToldTo));
  });

  it("numbers fields in ranges", () => {
    expect(numbersIn("1-3,5,7-8")).to.deep.equal([1, 2, 3, 5, 7, 8]);
  });

  it("never sends the signature, nor a field that was not filled in", () => {
    for (const name of names) {
      for (const { fields } of everybody(name)) expect(fields.map((one) => one.name)).not.to.include("signature");
      const plain = applicationOf(contracts[name], sample(name).plain);
      for (const { fields } of noticesOf(plain, town))
        expect(Object.keys(sample(name).plain)).to.include.members(fields.map((one) => one.name));
    }
  });
});

describe("business registration: who is told only sometimes", () => {
  const recipients = (contract: string, data: object, one = town) =>
    noticesOf(applicationOf(contract, data), one).map(({ recipient }) => recipient);
  const closing = sample("GewA3").full as unknown as Closing;
  const registration = sample("GewA1").full as unknown as Registration;

  it("the register court: when a registered head or branch office is closed", () => {
    expect(recipients(contracts.GewA3, closing)).to.include("registergericht");
    expect(recipients(contracts.GewA3, { ...closing, branch: "branch" })).to.include("registergericht");
    expect(recipients(contracts.GewA3, { ...closing, branch: "dependent" })).not.to.include("registergericht");
    expect(recipients(contracts.GewA3, { ...closing, registerEntry: undefined })).not.to.include("registergericht");
    expect(recipients(contracts.GewA1, registration)).not.to.include("registergericht");
  });

  it("customs: of a registration, when a person sees indications of a breach, never by themselves", () => {
    for (const name of names) expect(recipients(contracts[name], sample(name).full)).not.to.include("zoll");
    expect(noticesOnSuspicion(full("GewA1"), town)).to.have.length(1);
    expect(noticesOnSuspicion(full("GewA2"), town)).to.deep.equal([]);
  });

  it("the aliens' authority: of nobody who is German, be it beside another nationality, or for a company", () => {
    for (const name of names) {
      const form = sample(name).full;
      const told = (nationality: string[]) => recipients(contracts[name], { ...form, nationality });
      expect(told(["163"])).to.include("auslaenderbehoerde");
      expect(told(["000"])).not.to.include("auslaenderbehoerde");
      expect(told(["163", "000"])).not.to.include("auslaenderbehoerde");
    }
    const company = {
      ...registration,
      registeredName: { name: "Muster GmbH", legalForm: "gmbh" },
      representativeCount: 1,
    };
    const told = (nationality: string[]) => recipients(contracts.GewA1, { ...company, nationality });
    const others = told(["163"]).filter((one) => one !== "auslaenderbehoerde");
    expect(told(["000"]), "all others are told as before").to.deep.equal(others);
    expect(others).to.include.members(["lebensmittel-veterinaer", "knappschaft-bahn-see", "hwk"]);
  });

  it("the former town: when a trade moves here from there", () => {
    const moved = { ...registration, ground: "move" } as const;
    expect(recipients(contracts.GewA1, moved)).to.include("fruehere-gemeinde");
    const within = { street: "Altweg", houseNumber: "9", postcode: "45968", city: "Gladbeck" };
    expect(recipients(contracts.GewA1, { ...moved, formerPremises: within })).not.to.include("fruehere-gemeinde");
    expect(recipients(contracts.GewA1, registration)).not.to.include("fruehere-gemeinde");
  });

  it("nobody who does without", () => {
    const waived = { ...town, waived: ["finanzamt"] };
    expect(recipients(contracts.GewA1, registration, waived))
      .to.include("ihk")
      .and.not.to.include("finanzamt");
  });
});
