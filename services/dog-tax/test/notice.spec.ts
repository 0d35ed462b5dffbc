import { expect } from "chai";
import { euros, grouped, type NoticeContent } from "../../../platform/casework/letters/letter.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { dogsRegistered, germanMonths, ratesSentence } from "../letters/wording.ts";
import { type House, holder, household, mandate, tariffsOfTown } from "./household.ts";

const fits = compileSchema(readSchema("forms", "notice-content.v1.json"));
type Table = Extract<NoticeContent["blocks"][number], { kind: "table" }>;

const table = ({ notice }: House, caption: string): Table => {
  const found = notice.blocks.find((block): block is Table => block.kind === "table" && block.caption === caption);
  if (!found) throw new Error(`no table ${caption}`);
  return found;
};
const centsOf = (text = "") => Number(text.replace("−", "-").replace(/[.,\s€]/g, ""));
const sum = (rows: string[][]) => rows.reduce((cents, row) => cents + centsOf(row.at(-1)), 0);
const paragraphs = ({ notice }: House) =>
  notice.blocks.flatMap((block) => (block.kind === "paragraph" ? [block.text] : []));

const second = (more = {}) =>
  household("Gladbeck", "2026-05-20")
    .registers("Erste", "2026-01-01")
    .registers("Zoë", "2026-05-20", { breed: "Mops", secondBreed: "Pudel", ...more });

describe("dog tax: the notice of an assessment", () => {
  it("says who writes, to whom, about which case, and when", () => {
    const house = second();
    const { reference } = house.arranged("2026-05-20");
    const { notice } = house.isArranged("2026-05-20");
    expect(fits(notice)).to.deep.equal([]);
    expect(notice).to.deep.include({
      title: "Bescheid über die Festsetzung der Hundesteuer",
      letterhead: {
        authority: "Stadt Gladbeck",
        office: "Steueramt",
        lines: ["Willy-Brandt-Platz 2", "45964 Gladbeck"],
      },
      recipient: ["Žofie Änne Beispielová", "Musterweg 12a", "45966 Gladbeck"],
      reference: [
        { label: "Vorgangsnummer", value: house.caseNumber },
        { label: "Kassenzeichen", value: grouped(reference) },
        { label: "Datum", value: "20.05.2026" },
      ],
      date: "2026-05-20",
    });
    expect(notice.closing).to.include("Ihre Stadt Gladbeck");
  });

  it("says for which dog, from when, and how many dogs there are now", () => {
    const names = ["ein Hund", "zwei Hunde", "drei Hunde"];
    const house = household("Gladbeck", "2026-05-20");
    names.forEach((count, i) => {
      house.registers(`Hund ${i}`, "2026-05-02").isArranged("2026-05-20");
      const verb = i === 0 ? "ist" : "sind";
      expect(paragraphs(house)[0]).to.equal(
        `Für Ihren Hund „Hund ${i}“ (Dackel) wird ab Mai 2026 Hundesteuer festgesetzt. In Ihrem Haushalt ${verb} damit ${count} angemeldet.`,
      );
    });
  });

  it("says how the sum comes about, and its lines come to what is claimed", () => {
    const house = second();
    const { totalCents, claims } = house.arranged("2026-05-20");
    house.isArranged("2026-05-20");
    const { rows, total } = table(house, "Berechnung");
    expect(rows).to.deep.equal([["Mai bis Dezember 2026", "8", "2", "25,00 €", "11,00 €", "112,00 €"]]);
    expect(total).to.deep.equal(["Zu zahlen", "", "", "", "", "112,00 €"]);
    expect(sum(rows)).to.equal(totalCents);
    expect(sum(table(house, "Fälligkeiten").rows)).to.equal(totalCents);
    expect(claims.reduce((cents, claim) => cents + claim.cents, 0)).to.equal(totalCents);
    expect(house.text).to.include("Für das Jahr 2026 beträgt die Hundesteuer Ihres Haushalts damit 244,00 €.");
    expect(house.text).to.include(
      "Die Steuer beträgt im Jahr 132,00 € für einen Hund, je Hund 150,00 € bei zwei Hunden und je Hund 162,00 € bei drei oder mehr Hunden. Für jeden angefangenen Monat ist ein Zwölftel zu zahlen.",
    );
  });

  it("has a line for each run of months of one year with the same tax", () => {
    const house = household("Gladbeck", "2026-05-20").registers("Bello", "2024-11-30").isArranged("2026-05-20");
    expect(table(house, "Berechnung").rows.map(([months, count]) => [months, count])).to.deep.equal([
      ["November bis Dezember 2024", "2"],
      ["Januar bis Dezember 2025", "12"],
      ["Januar bis Dezember 2026", "12"],
    ]);
    expect(house.text).to.include(
      "Für das Jahr 2024 beträgt die Hundesteuer Ihres Haushalts damit 22,00 €. Für das Jahr 2025",
    );
  });

  it("does not hide that two dogs were there one after the other", () => {
    const house = household("Gladbeck", "2026-05-20").registers("Alt", "2026-01-01").deregisters("Alt", "2026-05-10");
    house.registers("Neu", "2026-05-20").isArranged("2026-05-20");
    expect(table(house, "Berechnung").rows[0]).to.deep.equal([
      "Mai 2026",
      "1",
      "2 nacheinander",
      "22,00 €",
      "11,00 €",
      "11,00 €",
    ]);
  });

  it("names the due dates, and how to pay by transfer, with a GiroCode for the first amount", () => {
    const house = second();
    const { reference, epcCode } = house.arranged("2026-05-20");
    house.isArranged("2026-05-20");
    expect(table(house, "Fälligkeiten").rows).to.deep.equal([
      ["Hundesteuer 2026, 2. Rate", "19.06.2026", "28,00 €"],
      ["Hundesteuer 2026, 3. Rate", "17.08.2026", "42,00 €"],
      ["Hundesteuer 2026, 4. Rate", "16.11.2026", "42,00 €"],
    ]);
    expect(house.text).to.include(
      `IBAN DE46 0000 0000 0000 0000 14. Geben Sie dabei das Kassenzeichen ${grouped(reference)} an.`,
    );
    expect(epcCode).to.include("EUR28.00");
    expect(house.notice.blocks.find(({ kind }) => kind === "payment-code")).to.include({ text: epcCode });
  });

  it("announces the debits instead where there is a mandate", () => {
    const house = second({ mandate });
    const { mandateReference, creditorId } = house.arranged("2026-05-20");
    house.isArranged("2026-05-20");
    expect(house.text).to.include(`Gläubiger-Identifikationsnummer ${creditorId}, Mandatsreferenz ${mandateReference}`);
    expect(house.text).to.include("Vorabankündigung");
    expect(house.text).not.to.include("Bitte überweisen");
    expect(house.notice.blocks.some(({ kind }) => kind === "payment-code")).to.equal(false);
  });

  for (const [what, iban, sentence] of [
    ["is somebody else's outside of the EEA", "CH9300762011623852957", "läuft nicht auf Ihren Namen"],
    ["direct debits do not reach", "RS35260005601001611379", "keine SEPA-Lastschriften eingezogen werden"],
  ] as const)
    it(`says why a mandate is not used whose account ${what}, and how to pay instead`, () => {
      const house = second({ mandate: { ...mandate, iban, holder: "Carla Fremd" } });
      house.isArranged("2026-05-20");
      const said = paragraphs(house);
      const why = said.findIndex((text) => text.includes(sentence));
      expect(said[why]).to.match(/^Ihr SEPA-Lastschriftmandat können wir nicht verwenden: /);
      expect(said[why + 1]).to.match(/^Bitte überweisen Sie die Beträge zu den genannten Terminen/);
      expect(house.text).not.to.include("Vorabankündigung");
    });

  it("says nothing of mandates where none was given, or it is used", () => {
    for (const more of [{}, { mandate }, { mandate: { ...mandate, iban: "CH9300762011623852957" } }])
      expect(second(more).isArranged("2026-05-20").text).not.to.include("nicht verwenden");
  });

  it("says on what it rests, and what can be done against it and where", () => {
    const house = second().isArranged("2026-05-20");
    expect(house.text).to.include(
      "Hundesteuersatzung der Stadt Gladbeck; §§ 3, 12 und 20 Kommunalabgabengesetz NRW; § 155 Abgabenordnung.",
    );
    const remedy = house.notice.blocks.at(-1);
    expect(remedy).to.include({ kind: "remedy", title: "Rechtsbehelfsbelehrung" });
    for (const part of [
      "innerhalb eines Monats nach seiner Bekanntgabe Widerspruch",
      "bei der Stadt Gladbeck, Willy-Brandt-Platz 2, 45964 Gladbeck",
    ])
      expect(remedy && "text" in remedy ? remedy.text : "").to.include(part);
    expect(remedy && "text" in remedy ? remedy.text.split(". ") : [], "nothing else (VwGO § 58)").to.have.length(2);
    for (const part of [
      "gilt am 26.05.2026 als bekannt gegeben",
      "dem nächsten Werktag nach",
      "auch wenn Sie Widerspruch",
    ])
      expect(house.text.toLowerCase()).to.include(part.toLowerCase());
  });

  it("says that the registration was late", () => {
    const house = household("Gladbeck", "2026-05-20").registers("Bello", "2026-01-01").isArranged("2026-05-20");
    expect(house.text).to.include("Die Anmeldung ging nach Ablauf der Anmeldefrist ein.");
    expect(second().isArranged("2026-05-20").text).not.to.include("Anmeldefrist");
  });

  it("names the rate of a listed breed, and one that a person set", () => {
    const samson = (town: "Dorsten" | "Gelsenkirchen") =>
      household(town, "2026-05-20").registers("Samson", "2026-05-10", { breed: "Rottweiler" }).isArranged("2026-05-20")
        .text;
    expect(samson("Dorsten")).to.include("gilt das 4-fache dieser Sätze.");
    expect(samson("Gelsenkirchen")).to.include("gilt ein Satz von 627,00 € im Jahr.");
    const kira = household("Gladbeck", "2026-05-20").registers("Kira", "2026-05-10", { breed: "Bullterrier" });
    kira.person("grant", { yearlyCents: 1_200_00 }).isArranged("2026-05-20");
    expect(kira.text).to.include("Für ihn gilt ein Satz von 1.200,00 € im Jahr (§ 3 der Satzung).");
    expect(kira.text).not.to.include("Landeshundegesetz");
  });

  it("writes the address supplement in a line of its own", () => {
    const house = household("Gladbeck", "2026-05-20").newCase();
    const applicant = { ...holder, address: { ...holder.address, supplement: "Hinterhaus" } };
    const newEvent = house.applies("dog-tax-registration.v1", house.form("Bello", "2026-05-02"));
    const state = newEvent.state.cases.find(({ metadata }) => metadata.caseId === house.caseId);
    if (state?.application) state.application = { ...state.application, applicant };
    expect(house.confirmed().isArranged("2026-05-20").notice.recipient).to.deep.equal([
      "Žofie Änne Beispielová",
      "Hinterhaus",
      "Musterweg 12a",
      "45966 Gladbeck",
    ]);
  });
});

describe("dog tax: the notice of a deregistration", () => {
  const leaves = (others: number) => {
    const house = household("Gladbeck", "2026-07-02");
    for (let i = 0; i < others; i += 1) house.registers(`Hund ${i}`, "2026-01-01");
    return house.registers("Bello", "2026-01-01").deregisters("Bello", "2026-06-30").isArranged("2026-07-02");
  };

  it("says when the tax ends, who stays, and what is given back", () => {
    const house = leaves(0);
    expect(fits(house.notice)).to.deep.equal([]);
    expect(house.notice.title).to.equal("Bescheid über die Abmeldung von der Hundesteuer");
    expect(paragraphs(house)[0]).to.equal(
      "Die Steuerpflicht für Ihren Hund „Bello“ endet mit dem Monat Juni 2026. In Ihrem Haushalt ist kein Hund mehr angemeldet.",
    );
    expect(table(house, "Berechnung").rows).to.deep.equal([
      ["Juli bis Dezember 2026", "6", "0", "0,00 €", "11,00 €", "−66,00 €"],
    ]);
    expect(table(house, "Berechnung").total?.[0]).to.equal("Erstattung");
    expect(table(house, "Gutschriften").rows).to.deep.equal([
      ["Hundesteuer 2026, 3. Rate", "33,00 €"],
      ["Hundesteuer 2026, 4. Rate", "33,00 €"],
    ]);
    expect(house.text).to.include("§§ 37 und 155 Abgabenordnung");
    expect(house.text).not.to.include("aufschiebende");
  });

  it("has the right grammar for one and two dogs that stay", () => {
    expect(paragraphs(leaves(1))[0]).to.match(/In Ihrem Haushalt ist weiterhin ein Hund angemeldet\.$/);
    expect(paragraphs(leaves(2))[0]).to.match(/In Ihrem Haushalt sind weiterhin zwei Hunde angemeldet\.$/);
  });
});

describe("dog tax: the notice of a refusal", () => {
  const waiting = () => household().registers("Kira", "2026-11-02", { breed: "Bullterrier" });

  it("gives the case worker's reason and the remedy, and speaks of no payment", () => {
    const house = waiting().person("refuse", { reason: "Die Haltung ist nicht erlaubt." });
    expect(fits(house.notice)).to.deep.equal([]);
    expect(house.notice.title).to.equal("Bescheid über Ihre Anmeldung zur Hundesteuer");
    expect(paragraphs(house)).to.include.members([
      "Ihrer Anmeldung kann nicht entsprochen werden.",
      "Die Haltung ist nicht erlaubt.",
    ]);
    expect(house.text)
      .to.match(/Hundesteuersatzung.*\n.*\n.*gilt am .* als bekannt gegeben.*\n.*Widerspruch/)
      .and.not.to.match(/aufschiebende|zahlen/);
  });

  it("speaks of a deregistration where one is refused", () => {
    const house = household().deregisters("Niemand", "2026-11-02").person("refuse", { reason: "Unbekannt." });
    expect(house.notice.title).to.equal("Bescheid über Ihre Abmeldung von der Hundesteuer");
  });
});

describe("dog tax: German wording", () => {
  it("writes sums with comma, points and two places", () => {
    const written = { 0: "0,00 €", 5: "0,05 €", 110: "1,10 €", 123450: "1.234,50 €", 100000000: "1.000.000,00 €" };
    for (const [cents, text] of Object.entries(written)) expect(euros(Number(cents))).to.equal(text);
    expect(euros(-66_00)).to.equal("−66,00 €");
  });

  it("writes references in groups of four", () => {
    expect(grouped("RF18539007547034")).to.equal("RF18 5390 0754 7034");
    expect(grouped("DE46000000000000000014")).to.equal("DE46 0000 0000 0000 0000 14");
  });

  it("writes months by name", () => {
    expect(germanMonths("2026-03", "2026-03")).to.equal("März 2026");
    expect(germanMonths("2026-01", "2026-12")).to.equal("Januar bis Dezember 2026");
  });

  it("counts dogs in words up to ten", () => {
    expect(dogsRegistered(0, "damit")).to.equal("ist kein Hund mehr angemeldet");
    expect(dogsRegistered(10, "damit")).to.equal("sind damit zehn Hunde angemeldet");
    expect(dogsRegistered(11, "damit")).to.equal("sind damit 11 Hunde angemeldet");
  });

  it("says what one rate or two come to, and since when if there are several tariffs", () => {
    const [tariff] = tariffsOfTown("Gladbeck");
    if (!tariff) throw new Error("Gladbeck has no tariff");
    expect(ratesSentence({ ...tariff, yearlyCents: [120_00] }, false, false)).to.equal(
      "Die Steuer beträgt im Jahr 120,00 € je Hund.",
    );
    expect(ratesSentence({ ...tariff, yearlyCents: [120_00, 144_00] }, true, true)).to.equal(
      "Seit dem 01.01.2017 beträgt die Steuer im Jahr 120,00 € für einen Hund und je Hund 144,00 € bei zwei oder mehr Hunden.",
    );
  });
});
