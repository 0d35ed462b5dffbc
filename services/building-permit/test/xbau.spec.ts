import { expect } from "chai";
import fc from "fast-check";
import { folderSetting, xbauCheck } from "../../../cli/xbau/xbau-schemas.ts";
import { cpuMs } from "../../../test/support/cpu.ts";
import { messageBytesMax, readApplication } from "../xbau/read.ts";
import { decision, formalCheck, type Head, hearing, statement } from "../xbau/write.ts";
import { uuidOf } from "../xbau/xbau.ts";
import { applicationXml, bomb } from "./messages.ts";

const read = readApplication(applicationXml);
if (!read.ok) throw new Error(read.problem);
const { project } = read;

describe("building permit: the application (XBau 0200)", () => {
  it("says what is built, where, for how much, and to whom an answer goes", () => {
    expect(project).to.deep.equal({
      messageId: "0f0e0d0c-0b0a-4908-8706-050403020100",
      reference: "11111111-2222-4333-8444-555555555555",
      author: { listVersion: "1", directory: "DVDV", id: "aps:0000001", name: "Musterportal (erfunden)" },
      reader: { listVersion: "1", directory: "DVDV", id: "bab:0000000", name: "Bauaufsicht Musterstadt (erfunden)" },
      ...{
        title: "Neubau eines Einfamilienhauses",
        plots: ["Musterweg 1, 45966 Gladbeck"],
        parcels: ["Gemarkung Gladbeck, Flur 12, Flurstück 345/6"],
        costsEuros: 420_000,
      },
      hasApplicant: true,
    });
  });

  const depth = `${"<a>".repeat(100)}${"</a>".repeat(100)}`;
  const bad: Record<string, [message: string, problem: string]> = {
    "an XML bomb": [bomb, "document-type"],
    "an entity that reads a file": [
      applicationXml.replace("?>", '?><!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]>').replace("420000", "&f;"),
      "document-type",
    ],
    "UTF-16 that was taken for UTF-8": [Buffer.from(applicationXml, "utf16le").toString("utf8"), "not-utf8"],
    "another declared encoding": [applicationXml.replace("UTF-8", "UTF-16"), "not-utf8"],
    "no XML at all": ["Guten Tag, anbei mein Bauantrag", "not-well-formed"],
    nothing: ["", "not-well-formed"],
    "half a message": [applicationXml.slice(0, 900), "not-well-formed"],
    "an entity nobody named": [applicationXml.replace("420000", "&nobody;"), "not-well-formed"],
    "one that is too deep": [applicationXml.replace("420000", depth), "too-deep"],
    "one that is far too deep": [`${"<a>".repeat(20_000)}${"</a>".repeat(20_000)}`, "not-well-formed"],
    "one that is too large": [applicationXml.replace("Musterweg", "x".repeat(messageBytesMax)), "too-large"],
    "another message": [applicationXml.replaceAll("antrag.0200", "antragGeaendert.0202"), "other-message"],
    "another version of XBau": [applicationXml.replace("xbau/2/6", "xbau/2/5"), "other-version"],
  };
  const good = cpuMs(() => readApplication(applicationXml));
  for (const [what, [message, problem]] of Object.entries(bad))
    it(`is not taken, and costs little more than a good one: ${what}`, () => {
      expect(readApplication(message)).to.deep.equal({ ok: false, problem });
      expect(cpuMs(() => readApplication(message))).to.be.below(50 * good);
    });

  it("never stops us, whatever is cut out of it or written into it", () => {
    const place = fc.nat(applicationXml.length);
    fc.assert(
      fc.property(place, place, fc.string({ unit: "binary", maxLength: 20 }), (from, length, text) => {
        const message = applicationXml.slice(0, from) + text + applicationXml.slice(from + (length % 40));
        expect(readApplication(message).ok).to.be.a("boolean");
      }),
      { numRuns: 300 },
    );
  });

  it("may leave out everything but its name", () => {
    const bare = applicationXml.replace(/ {2}<nachrichtenkopf[\s\S]*<\/xbau:bauvorhaben>/, "");
    expect(readApplication(bare)).to.deep.equal({
      ok: true,
      project: {
        ...{ messageId: "", reference: "", author: null, reader: null, title: "", plots: [], parcels: [] },
        ...{ costsEuros: null, hasApplicant: false },
      },
    });
  });
});

const head: Head = {
  id: uuidOf("test"),
  at: new Date("2026-11-25T10:00:00Z"),
  ...{ author: project.reader, reader: project.author },
  ...{ caseNumber: "GLA-26-7K3M9-Q2XAB-41", reference: project.reference },
};

/** Every message that we write, with one text wherever people write. */
function messages(text: string, at: Head = head): Record<string, Buffer> {
  const objections = [{ provision: `BauO NRW 2018 § 6 ${text}`, reason: text }];
  const deficits = [{ sentence: text }, { sentence: "Bitte reichen Sie den Lageplan nach." }];
  const said = { conditions: [text], reason: text, remedy: text };
  return {
    "0201, complete": formalCheck(at, { complete: true }),
    "0201, with deficits": formalCheck(at, { complete: false, deficits, dueOn: "2026-12-14" }),
    "0203": hearing(at, text, objections, "2026-12-14"),
    "0204": statement(at, objections, text),
    "0205, a permit": decision(at, { granted: true, ...said }),
    "0205, a refusal": decision(at, { granted: false, ...said, conditions: [] }),
  };
}
const german = "Die Abstandsfläche fehlt – „Nordseite“, 3 m < 5 m & mehr …\nBitte ändern Sie die Pläne.";

describe("building permit: the messages that we write (XBau 0201, 0203, 0204, 0205)", () => {
  it("are the same bytes for the same content", () => {
    for (const [kind, bytes] of Object.entries(messages(german)))
      expect(bytes.equals(messages(german)[kind] ?? Buffer.alloc(0)), kind).to.equal(true);
  });

  it("name the case, the application and both sides, the other way round", () => {
    for (const bytes of Object.values(messages(german))) {
      const xml = bytes.toString();
      expect(xml).to.include("<vorgang>GLA-26-7K3M9-Q2XAB-41</vorgang>");
      expect(xml).to.include("<referenz>11111111-2222-4333-8444-555555555555</referenz>");
      expect(xml).to.match(/<leser>[\s\S]*aps:0000001[\s\S]*<autor>[\s\S]*bab:0000000/);
    }
  });

  const folder = process.env[folderSetting];
  if (!folder) {
    it(`are not compared with the XSD files of XBau here: ${folderSetting} names no folder`, () => {
      expect(folder ?? "").to.equal("");
    });
    return;
  }
  describe("against the XSD files", () => {
    const schemas = xbauCheck(folder);
    after(() => schemas.dispose());

    for (const [kind, bytes] of Object.entries({
      "0200, as the sample": Buffer.from(applicationXml),
      ...messages(german),
    }))
      it(`are valid: ${kind}`, () => {
        expect(schemas.check(bytes)).to.deep.equal([]);
      });

    it("are valid without head stations and reference too, as where the application could not be read", () => {
      const bare = { ...head, author: null, reader: null, reference: "" };
      for (const [kind, bytes] of Object.entries(messages(german, bare)))
        expect(schemas.check(bytes), kind).to.deep.equal([]);
    });

    it("are valid whatever people write", () => {
      fc.assert(
        fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.string({ unit: "binary" }), (one, other) => {
          for (const bytes of Object.values(messages(`${one}${other}`))) expect(schemas.check(bytes)).to.deep.equal([]);
        }),
        { numRuns: 50 },
      );
    });

    it("which this check would see broken", () => {
      const broken = applicationXml.replace("420000", "viel");
      expect(schemas.check(Buffer.from(broken)).join()).to.include("summeHerstellungskosten");
      expect(schemas.check(Buffer.from("<a"))).not.to.deep.equal([]);
    });
  });
});
