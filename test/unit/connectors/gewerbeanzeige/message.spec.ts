import { readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import codes from "../../../../connectors/channels/gewerbeanzeige/codes.json" with { type: "json" };
import {
  BusinessNoticeRequested,
  gewerbeanzeige,
} from "../../../../connectors/channels/gewerbeanzeige/gewerbeanzeige.ts";
import { messageOf, type Notice, uuidOf } from "../../../../connectors/channels/gewerbeanzeige/message.ts";
import topics from "../../../../schemas/topics/gewerbeanzeige.json" with { type: "json" };
import { given } from "../../../support/given.ts";
import { expectedPaths, readXml } from "./outline.ts";

const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));
const sample = json("schemas/samples/events/business-notice.requested.v1.json") as Notice;
const forms = {
  GewA1: "business-registration.v1",
  GewA2: "business-registration-change.v1",
  GewA3: "business-registration-closing.v1",
} as const;
type FormName = keyof typeof forms;
const full = (form: FormName): Record<string, unknown> =>
  json(`services/business-registration/samples/forms/${forms[form]}.json`).good[0];
const metadata = { id: "0".repeat(32), time: "2026-11-23T11:00:00.000Z", caseId: "case", caseNumber: "GLA-26-1" };

function notice(form: FormName, values: Record<string, unknown>, recipient = "erlaubnisbehoerde"): Notice {
  const fields = Object.entries(values).map(([name, value], i) => ({
    ...{ number: i + 1, name, value: JSON.stringify(value) },
  }));
  return { ...sample, recipient, form, fields };
}
function xmlOf(one: Notice): string {
  const bytes = messageOf(one, metadata);
  if (!bytes) throw new Error("no message");
  return bytes.toString("utf8");
}

/** In the sample, but not asked for in the official forms: keys that code lists give to streets, courts and issuers. */
const notAskedFor = /gerichtSchluessel|strassenschluessel|ausgestelltVon(PLZ|Ort|Schluessel)/;
/** By analogy: the sample has them elsewhere. */
const elsewhere = /handwerkskarte\/ausgestelltVonName|gewerbe\/erreichbarkeit/;
const unverified = new Set<string>(Object.values(codes.elements));

describe("XGewerbeanzeige: a message", () => {
  it("has what the sample has, in its order and under its names", () => {
    const { root, paths } = readXml(xmlOf(notice("GewA1", full("GewA1"), "auslaenderbehoerde")));
    expect(root).to.equal("abh.gewerbemeldung.0500");
    const ours = paths.filter((path) => !path.split("/").some((name) => unverified.has(name)) && !elsewhere.test(path));
    expect(ours).to.deep.equal(
      expectedPaths()
        .filter((path) => path && !notAskedFor.test(path))
        .toSpliced(0, 0, ""),
    );
  });

  it("says in its data which names the sample does not have", () => {
    const known = new Set(expectedPaths().flatMap((path) => path.split("/")));
    const all = (["GewA1", "GewA2", "GewA3"] as const).flatMap(
      (form) => readXml(xmlOf(notice(form, full(form)))).paths,
    );
    const names = new Set(all.flatMap((path) => path.split("/")));
    const beyond = [...names].filter((name) => !known.has(name));
    const sections = ["ummeldung", "abmeldung", "grundAbmeldungSchluessel"];
    expect(beyond).to.have.members([...unverified, ...sections]);
  });

  for (const form of ["GewA1", "GewA2", "GewA3"] as const)
    it(`of ${form} has a place for every field but the signature, and none that it did not get`, () => {
      const values = full(form);
      const whole = xmlOf(notice(form, values));
      for (const name of Object.keys(values).filter((one) => one !== "signature")) {
        const { [name]: _, ...rest } = values;
        const without = xmlOf(notice(form, rest));
        expect(without, `${name} leaves a trace`).not.to.equal(whole);
        expect(without.length, name).to.be.lessThan(whole.length);
      }
      const { signature: _, ...rest } = values;
      expect(xmlOf(notice(form, rest))).to.equal(whole);
    });

  it("without any field says nothing of the form", () => {
    const { texts } = readXml(xmlOf(notice("GewA1", {})));
    expect(JSON.stringify(texts)).not.to.match(/Änne|Muster(?!allee)|1984|Friseur/);
  });

  it("writes a birthday as eight digits, and several nationalities one after the other", () => {
    const xml = xmlOf(notice("GewA1", { birthDate: "1984-02-29", nationality: ["332", "000"] }));
    expect(xml).to.include("<xga:geburtsdatum>29021984</xga:geburtsdatum>");
    expect(xml.match(/<xga:staatsangehoerigkeitSchluessel /g)).to.have.length(2);
  });

  it("is the same bytes again for the same notice, under the same UUID", () => {
    expect(xmlOf(sample)).to.equal(xmlOf(sample));
    expect(uuidOf("message", metadata.id)).to.match(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(uuidOf("message", "a")).not.to.equal(uuidOf("message", "b"));
  });

  it("holds any text as it was, and no markup of anybody's", () => {
    const hostile = `]]><!--"'&amp; <xga:test>\r\n\u0007`;
    const { texts } = readXml(xmlOf(notice("GewA1", { familyName: hostile })));
    expect(texts).to.include(hostile.replace("\u0007", "\uFFFD"));
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (name) => {
        const xml = xmlOf(notice("GewA1", { familyName: `x${name}x`, restriction: name }));
        readXml(xml);
        expect(Buffer.from(xml).toString("utf8")).to.equal(xml);
      }),
    );
  });
});

describe("XGewerbeanzeige: the connector", () => {
  const scene = () => given(gewerbeanzeige, { ...metadata, municipality: "055620014014" });

  it("makes of each notice one message, for the topic of its recipient", () => {
    for (const topic of topics.topics) {
      const recipient = topic.slice("gewerbeanzeige.".length);
      const made = scene().when(BusinessNoticeRequested, { ...sample, recipient });
      expect(made.names).to.deep.equal([topic]);
      expect(readXml(String(made.events[0]?.bytes)).texts).to.include("Beispiel");
    }
  });

  it("keeps for a person what has a recipient or a form that it does not know", () => {
    expect(() => scene().when(BusinessNoticeRequested, { ...sample, recipient: "nobody" })).to.throw("bad-contract");
    expect(() => scene().when(BusinessNoticeRequested, { ...sample, form: "UNKNOWN" })).to.throw("bad-contract");
  });
});
