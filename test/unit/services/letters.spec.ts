import { expect } from "chai";
import type { NoticeContent } from "../../../platform/casework/letters/letter.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { letters } from "../../letters/kinds.ts";

/**
 * The remedy against each kind of letter, as JustG NRW § 110, KAG NRW § 2, VwGO §§ 70 and 74 and SGG § 84 give it: said
 * here once more, apart from the services' own data.
 */
const remedies: Record<string, { objection?: string; action?: string; none?: string }> = {
  "building-permit": { action: "permit permit-without-fee refusal deemed-withdrawal granted-after-letter correction" },
  "business-registration": { action: "registration change refusal correction", none: "closing" },
  "dog-tax": {
    objection:
      "assessment assessment-by-debit assessment-with-unused-mandate assessment-late assessment-second-dog assessment-listed-dog deregistration yearly relief-half relief-exempt relief-end relief-over revocation tag refusal-of-registration refusal-of-deregistration refusal-of-relief refusal-of-relief-end refusal-of-tag objection-granted objection-granted-with-amount objection-granted-annulled",
    none: "objection-partly-granted",
  },
  "housing-benefit": {
    objection: "grant raise lowering end refusal refusal-of-change granted-after-objection objection-granted",
    none: "hearing objection-partly-granted",
  },
  objections: {
    none: "granted partly-granted not-granted no-objection-possible no-decision letter-answered decision-unknown",
  },
  payments: { none: "reminder dunning" },
  "residence-certificate": { action: "refusal", none: "certificate extended-certificate" },
  "street-use": {
    action: "permit permit-cafe permit-event permit-moving-zone refusal granted-after-letter correction",
  },
  "subsistence-aid": {
    objection: "grant change-of-figures refusal granted-after-objection objection-granted",
    none: "objection-partly-granted",
  },
  "trades-parking": { action: "permit refusal granted-after-letter correction", none: "reminder" },
};

const where = "Stadt Gladbeck, Willy-Brandt-Platz 2, 45964 Gladbeck";
const court = "Verwaltungsgericht Gelsenkirchen, Bahnhofsvorplatz 3, 45879 Gelsenkirchen";
const against =
  "Gegen (diesen Bescheid|die Festsetzung der Gebühr) kann innerhalb eines Monats nach (seiner Bekanntgabe|Bekanntgabe dieses Bescheids)";
/** All of an instruction: remedy, period, place and form, and not a word more. */
const instructions = {
  objection: `${against} Widerspruch erhoben werden\\. Der Widerspruch ist schriftlich, in der gesetzlich vorgesehenen elektronischen Form oder zur Niederschrift bei der ${where}, zu erheben\\.`,
  action: `${against} Klage beim ${court}, erhoben werden\\. Die Klage ist schriftlich, als elektronisches Dokument nach § 55a VwGO oder zur Niederschrift der Urkundsbeamtin oder des Urkundsbeamten der Geschäftsstelle zu erheben\\.`,
};

const textsOf = ({ title, blocks, closing = [] }: NoticeContent): string[] => [
  title,
  ...blocks.flatMap((block) => {
    if (block.kind === "table") return [block.caption, ...block.rows.flat(), ...(block.total ?? [])];
    if (block.kind === "list") return block.items;
    if (block.kind === "annex") return [block.title];
    return block.kind === "payment-code" || block.kind === "signed-code" ? [block.caption] : [block.text];
  }),
  ...closing,
];
const check = compileSchema(readSchema("forms", "notice-content.v1.json"));

describe("every kind of letter", () => {
  it("has its remedy said here, and nothing is said of others", () => {
    const said = Object.entries(remedies).map(([service, kinds]) => [
      service,
      Object.values(kinds)
        .flatMap((list) => list.split(" "))
        .sort(),
    ]);
    const written = Object.entries(letters).map(([service, kinds]) => [service, Object.keys(kinds).sort()]);
    expect(written).to.deep.equal(said);
  });

  for (const [service, kinds] of Object.entries(letters))
    for (const [kind, write] of Object.entries(kinds))
      it(`of ${service}: ${kind}`, () => {
        const letter = write();
        const [remedy] =
          Object.entries(remedies[service] ?? {}).find(([, list]) => list.split(" ").includes(kind)) ?? [];
        expect(check(letter), "fits its form").to.deep.equal([]);
        const said = letter.blocks.filter((block) => block.kind === "remedy");
        expect(said, "instructions").to.have.length(remedy === "none" ? 0 : 1);
        if (remedy === "objection" || remedy === "action") {
          expect(said[0]?.text).to.match(new RegExp(`^${instructions[remedy]}$`));
          const own = letter.blocks.findIndex(({ kind }) => kind === "annex");
          const last = own < 0 ? letter.blocks.at(-1) : letter.blocks[own - 1];
          expect(last?.kind, "it is the last word").to.equal("remedy");
        }
        const texts = textsOf(letter);
        const all = texts.join("\n");
        // What is no decision does not call itself one, and what is one says when it counts as notified.
        expect(/gilt am \d\d\.\d\d\.\d{4} als bekannt gegeben/.test(all)).to.equal(remedy !== "none");
        if (/Widerspruch/.test(all) && remedy === "action") expect.fail(`speaks of an objection: ${all}`);
        expect(all, "numbers are written the German way").not.to.match(
          /\d\.\d{1,2}(?=\s|$|\s?€)|(?<![\d.])\d{5,},\d|(?:^|\s)-\d/m,
        );
        expect(all, "one is not many").not.to.match(/\b1 (Haushaltsmitglieder|Monate|Tage|Wochen|Hunde)\b/);
        expect(all, "nothing is left of code").not.to.match(/undefined|NaN|\[object|[{}]/);
      });
});
