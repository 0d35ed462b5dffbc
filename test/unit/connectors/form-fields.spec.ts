import { globSync, readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect } from "chai";
import { formSchemas, formsOfPortal } from "../../../cli/docs/forms.ts";
import { UnmappableError } from "../../../connectors/portals/common/portal.ts";
import { isoDays } from "../../../connectors/portals/common/reading/days.ts";
import { dataOf } from "../../../connectors/portals/common/reading/form-fields.ts";
import type { PortalForm } from "../../../platform/casework/towns/forms.ts";

const form: PortalForm = {
  service: "X",
  serviceKey: "99000000000000",
  form: "x",
  fields: {
    name: { to: "/owner/name" },
    "car.{n}.plate": { to: "/cars/{n}/plate" },
    "car.{n}.weight": { to: "/cars/{n}/weightKg", as: "integer" },
    area: { to: "/area", as: "decimal" },
    rent: { to: "/rentCents", as: "cents" },
    profit: { to: "/profitCents", as: "cents", loss: true },
    day: { to: "/day", as: "day" },
    born: { to: "/born", as: "birth-date" },
    iban: { to: "/iban", as: "iban" },
    own: { to: "/own", codes: { J: true, N: false } },
  },
};
const read = (...given: [string, string][]) =>
  dataOf(
    form,
    given.map(([id, value]) => ({ id, value })),
    "/fields",
    isoDays,
  );

describe("a portal's form as a list of fields", () => {
  it("becomes the form's data, of the type that the mapping says", () => {
    expect(
      read(
        ["name", "Muster"],
        ["car.2.plate", "RE-MU 2"],
        ["car.1.plate", "RE-MU 1"],
        ["car.1.weight", "3500"],
        ["area", "12,5"],
        ["rent", "450,5"],
        ["day", "2026-02-28"],
        ["iban", "DE46 0000 0000 0000 0000 14"],
        ["own", "N"],
      ),
    ).to.deep.equal({
      owner: { name: "Muster" },
      cars: [{ plate: "RE-MU 1", weightKg: 3500 }, { plate: "RE-MU 2" }],
      ...{ area: 12.5, rentCents: 450_50, day: "2026-02-28", iban: "DE46000000000000000014", own: false },
    });
  });

  it("leaves out what was not filled in, and leaves no holes in lists", () => {
    expect(read(["name", ""], ["car.7.plate", "RE-MU 7"])).to.deep.equal({ cars: [{ plate: "RE-MU 7" }] });
  });

  it("takes a loss where there may be one, and a birth date that is known in part", () => {
    expect(read(["profit", "-120,00"], ["rent", "1.250,00 €"], ["born", "1970-00-00"])).to.deep.equal({
      ...{ profitCents: -120_00, rentCents: 1_250_00, born: "1970-00-00" },
    });
    expect(read(["born", "1970"])).to.deep.equal({ born: "1970-00-00" });
  });

  const refused = (...given: [string, string][]) => {
    try {
      return read(...given);
    } catch (error) {
      if (!(error instanceof UnmappableError)) throw error;
      const { code, path, expected } = error;
      return { code, path, expected };
    }
  };

  it("says how to write what could be two numbers", () => {
    const said = {
      code: "unclear-value",
      path: "/fields/rent",
      expected: "ein Betrag in Euro, zum Beispiel 1250,00 oder 1.250,00",
    };
    expect(refused(["rent", "1.250"])).to.deep.equal(said);
    expect(refused(["rent", "-5"])).to.deep.equal({ ...said, expected: `${said.expected}, nicht negativ` });
    expect(refused(["own", "j"])).to.include({ code: "unknown-code", expected: "eines von: J, N" });
    expect(refused(["day", "2026-00-10"])).to.include({ code: "unclear-value", path: "/fields/day" });
  });

  it("refuses one field twice, however its number is written, and whatever it says", () => {
    const twice = (path: string) => ({ code: "repeated-field", path, expected: "nur ein Wert je Feld" });
    expect(refused(["rent", "650,00"], ["rent", "1,00"])).to.deep.equal(twice("/fields/rent"));
    expect(refused(["rent", "650,00"], ["rent", "650,00"])).to.deep.equal(twice("/fields/rent"));
    expect(refused(["car.1.plate", "A"], ["car.01.plate", "B"])).to.deep.equal(twice("/fields/car.01.plate"));
    expect(refused(["car.1.plate", "A"], ["car.2.plate", "B"])).to.deep.equal({
      cars: [{ plate: "A" }, { plate: "B" }],
    });
  });

  const bad: [string, string][] = [
    ["unknown", "x"],
    ["constructor", "x"],
    ["__proto__", "x"],
    ["car.0.plate", "x"],
    ["car.100.plate", "x"],
    ["car.1.colour", "x"],
    ["area", "-1"],
    ["area", "1e9"],
    ["rent", "12,345"],
    ["car.1.weight", "3,5"],
    ["car.1.weight", "9999999999"],
    ["day", "2026-02-30"],
    ["own", "constructor"],
    ["own", "j"],
  ];
  for (const [id, value] of bad)
    it(`names the field ${id} and not its value for "${value}"`, () => {
      let error: unknown;
      try {
        read([id, value]);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).to.be.instanceOf(UnmappableError);
      expect((error as UnmappableError).path).to.equal(`/fields/${id}`);
    });

  for (const portal of readdirSync("schemas/portals"))
    for (const { form, fields, service } of formsOfPortal(portal).values())
      it(`${portal}: every field of ${service} is one of ${form}`, () => {
        // A portal's record says which version it is; a later one may have more fields.
        const versions = [...formSchemas()].flatMap(([name, schema]) => (name.startsWith(`${form}.v`) ? schema : []));
        expect(versions).not.to.deep.equal([]);
        for (const { to } of Object.values(fields))
          expect(
            versions.some((schema) => isThere(schema as Schema, to.split("/").slice(1))),
            to,
          ).to.equal(true);
      });

  for (const path of globSync("services/*/samples/*.json"))
    it(`${path}: every field of a sample is one that the portal's form has`, () => {
      const forms = formsOfPortal(basename(path, ".json"));
      for (const { form, fields } of JSON.parse(readFileSync(path, "utf8")) as FormSample[]) {
        const portalForm = forms.get(form);
        if (!portalForm) throw new Error(`${form} is no form of this portal`);
        const given = Object.entries(fields).map(([id, value]) => ({ id, value }));
        expect(
          dataOf(portalForm, given, "/fields", { day: (text) => text, birthDate: (text) => text }),
        ).not.to.deep.equal({});
      }
    });
});

interface FormSample {
  form: string;
  fields: Record<string, string>;
}

type Schema = { properties?: Record<string, Schema>; items?: Schema; $ref?: string; $defs?: Record<string, Schema> };

/** Whether a form's schema has a place. */
function isThere(root: Schema, steps: string[], at: Schema = root): boolean {
  const here = at.$ref ? root.$defs?.[at.$ref.replace("#/$defs/", "")] : at;
  const [step, ...rest] = steps;
  if (!here || step === undefined) return here !== undefined;
  const next = step === "{n}" ? here.items : here.properties?.[step];
  return next !== undefined && isThere(root, rest, next);
}
