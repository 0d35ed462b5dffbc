import { expect } from "chai";
import { formsOfPortal } from "../../../cli/docs/forms.ts";
import { cut } from "../../../connectors/common/cut.ts";
import { UnmappableError } from "../../../connectors/portals/common/portal.ts";
import { germanDays, isoDays } from "../../../connectors/portals/common/reading/days.ts";
import { type KafkaRecord, readRecord, recordBytesMax } from "../../../connectors/portals/common/reading/inbound.ts";
import { recordOf } from "../../../connectors/portals/common/reading/reader.ts";
import { sozialplattformNrw as portal } from "../../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import { fetchedOf } from "../../../platform/messaging/adapters/kafka/reader.ts";
import { Codec } from "../../../platform/messaging/contracts/codec.ts";
import { compileSchema, readSchema } from "../../../platform/messaging/contracts/validate.ts";
import { sha256 } from "../../../platform/messaging/ids.ts";
import { file } from "./canonical.ts";
import { memoryRegistry } from "./memory-registry.ts";

const { params } = readSchema("actions", "intake.receive.json") as { params: object };
const fits = compileSchema(params);
const { name: fileName, mediaType: contentType, sha256: hash, content } = file("Impfpass.pdf", "eins");

const body = {
  submissionId: "S-1",
  replyId: "R-1",
  message: "Anbei.",
  files: [{ fileName, contentType, digest: `sha256:${hash}`, body: content }],
};

const readAt = new Date("2026-11-28T23:30:00.000Z");

async function reader() {
  const forms = formsOfPortal(portal.name);
  const registry = memoryRegistry();
  const codec = new Codec(registry);
  await codec.register([...portal.pushes, ...portal.receives]);
  const [, reply, withdrawal] = portal.pushes;
  if (!reply || !withdrawal) throw new Error("two contracts are missing");
  const encoded = (change: Partial<typeof body> = {}) => codec.encode(reply, { ...body, ...change });
  async function read(change: Partial<KafkaRecord> = {}) {
    const record = {
      partition: 1,
      offset: "7",
      timestamp: "1795341600000",
      traceparent: "",
      tracestate: "",
      readAt,
      ...change,
    };
    const full = { key: Buffer.from("S-1"), value: encoded(), ...record };
    const handover = await readRecord(portal, codec, full, { forms });
    expect(fits({ portal: portal.name, items: [handover.item] }), "fits intake's contract").to.deep.equal([]);
    return handover;
  }
  return { read, encoded, registry, codec, told: portal.receives[0] };
}

describe("connectors: a record that can be read", () => {
  it("is handed over with its place, its hash, the broker's time, and its files apart", async () => {
    const { read, encoded } = await reader();
    const { item, files } = await read();
    expect(item).to.deep.include({
      kind: "reply",
      recordKey: "S-1",
      partition: 1,
      offset: "7",
      sha256: sha256(encoded()),
      receivedAt: "2026-11-22T10:00:00.000Z",
      submissionId: "R-1",
      text: "Anbei.",
      attachments: [{ name: fileName, mediaType: contentType, sha256: hash, bytes: content.length }],
    });
    expect(files.map(({ content }) => content.toString())).to.deep.equal([content.toString()]);
    expect(JSON.stringify(item)).not.to.include(content.toString("base64"));
  });

  it("has an id by which a redelivery is known, and a record pushed again is told from it", async () => {
    const { read, encoded } = await reader();
    const id = async (change: Partial<KafkaRecord> = {}) => (await read(change)).item.deliveryId;
    expect(await id()).to.equal(await id());
    const others = [
      await id(),
      await id({ offset: "8" }),
      await id({ partition: 2 }),
      await id({ timestamp: "1795341600001" }),
      await id({ value: encoded({ message: "Anders." }) }),
    ];
    expect(new Set(others).size).to.equal(others.length);
  });

  it("may write its hashes in capitals", async () => {
    const { read, encoded } = await reader();
    const files = [{ fileName, contentType, digest: `sha256:${hash.toUpperCase()}`, body: content }];
    const handover = await read({ value: encoded({ files }) });
    expect(handover.item.attachments?.map(({ sha256 }) => sha256)).to.deep.equal([hash]);
    expect(handover.files.map(({ sha256 }) => sha256)).to.deep.equal([hash]);
  });

  it("may call its files what it likes: what goes on is a name without path and control characters", async () => {
    const { read, encoded } = await reader();
    const named = async (name: string) => {
      const files = [{ fileName: name, contentType, digest: `sha256:${hash}`, body: content }];
      const { item, files: kept } = await read({ value: encoded({ files }) });
      expect(kept.map((one) => one.name)).to.deep.equal(item.attachments?.map((one) => one.name));
      return item.attachments?.[0]?.name ?? "";
    };
    expect(await named("../../etc/passwd.pdf")).to.equal("passwd.pdf");
    expect(await named("a\u0000\r\nb\u202E.pdf")).to.equal("a_b_.pdf");
    expect(await named(`${"n".repeat(5_000)}.pdf`)).to.match(/^n{116}\.pdf$/);
  });

  it("may have a key of 100 signs", async () => {
    const { read, encoded } = await reader();
    const submissionId = "a".repeat(100);
    const { item } = await read({ key: Buffer.from(submissionId), value: encoded({ submissionId }) });
    expect(item).to.include({ kind: "reply", recordKey: submissionId });
  });

  it("may say to which trace it belongs, in a header of 55 bytes and no more", () => {
    const traceOf = (traceparent: string | Buffer | Buffer[]) => {
      const message = { key: null, value: null, timestamp: "0", offset: "7", attributes: 0, headers: { traceparent } };
      return recordOf(0, fetchedOf(message), readAt).traceparent;
    };
    const trace = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    for (const header of [trace, Buffer.from(trace), [Buffer.from(trace)]]) expect(traceOf(header)).to.equal(trace);
    expect(traceOf(Buffer.from(`${trace}0`))).to.equal("");
  });

  it("may be of any moment that Kafka's clock can mean", async () => {
    const { read } = await reader();
    for (const at of ["1970-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"])
      expect((await read({ timestamp: String(Date.parse(at)) })).item).to.include({ kind: "reply", receivedAt: at });
  });
});

describe("connectors: a record that cannot be read is handed over with the reason", () => {
  type Given = Awaited<ReturnType<typeof reader>>;
  const cases: Record<string, [code: string, (given: Given) => Partial<KafkaRecord>]> = {
    "no value": ["unreadable", () => ({ value: null })],
    "an empty value": ["unreadable", () => ({ value: Buffer.alloc(0) })],
    "no Confluent frame": ["unreadable", () => ({ value: Buffer.from('{"geheim":1}') })],
    "garbage behind a good schema id": [
      "unreadable",
      ({ encoded }) => ({ value: Buffer.concat([encoded().subarray(0, 5), Buffer.from("geheim".repeat(9))]) }),
    ],
    "bytes behind the record": [
      "unreadable",
      ({ encoded }) => ({ value: Buffer.concat([encoded(), Buffer.from("geheim")]) }),
    ],
    "a schema id that nobody gave": ["unknown-schema", () => ({ value: Buffer.from("0000ffffff00", "hex") })],
    "a record that is told, not pushed": [
      "unknown-schema",
      ({ codec, told }) => ({
        value: codec.encode(told as never, {
          ...{ updateId: "", sequence: 1, submissionId: "S-1", caseReference: "", at: "" },
          update: { "nrw.sozialplattform.Received": { dateOfReceipt: "" } },
        }),
      }),
    ],
    "8 MiB of zeros": ["unknown-schema", () => ({ value: Buffer.alloc(recordBytesMax) })],
    "more than 8 MiB": ["too-large", () => ({ value: Buffer.alloc(recordBytesMax + 1) })],
    "a time before 1970": ["bad-timestamp", () => ({ timestamp: "-1" })],
    "a time beyond the year 9999": ["bad-timestamp", () => ({ timestamp: "253402300800000" })],
    "a time that is no day": ["bad-timestamp", () => ({ timestamp: "9223372036854775807" })],
    "no time": ["bad-timestamp", () => ({ timestamp: "soon" })],
    "no key": ["bad-key", () => ({ key: null })],
    "a key that is no id": ["bad-key", () => ({ key: Buffer.from("geheim mit Leerzeichen") })],
    "a key of 101 signs": ["bad-key", () => ({ key: Buffer.from("a".repeat(101)) })],
    "another key than the id in the record": ["bad-key", () => ({ key: Buffer.from("S-2") })],
    "a PDF that is none": [
      "attachment-content",
      ({ encoded }) => {
        const body = Buffer.from("<html>kein PDF</html>");
        return {
          value: encoded({
            files: [{ fileName, contentType: "application/pdf", digest: `sha256:${sha256(body)}`, body }],
          }),
        };
      },
    ],
    "a file that is not what its hash says": [
      "attachment-hash",
      ({ encoded }) => ({
        value: encoded({ files: [{ fileName, contentType, digest: `sha256:${"0".repeat(64)}`, body: content }] }),
      }),
    ],
  };
  for (const [what, [code, change]] of Object.entries(cases))
    it(`${code} for ${what}`, async () => {
      const given = await reader();
      const { item, files } = await given.read(change(given));
      expect(item).to.deep.include({ kind: "unreadable", offset: "7" });
      expect(item.problem?.code).to.equal(code);
      expect(item.problem?.detail)
        .to.match(/^[\w ,.()/-]+$/)
        .and.not.to.include("geheim");
      expect(files).to.deep.equal([]);
    });

  it("with the day on which it was read where Kafka's clock says none", async () => {
    const { read } = await reader();
    const { receivedAt } = (await read({ timestamp: "9223372036854775807" })).item;
    expect(receivedAt).to.equal(readAt.toISOString());
  });

  it("also for a reason that nobody has foreseen, which is told apart for the log", async () => {
    const { codec, encoded } = await reader();
    const broken = new Error("geheim");
    const hostile = {
      ...portal,
      read: () => {
        throw broken;
      },
    };
    const record = { partition: 1, offset: "7", timestamp: "1795341600000", traceparent: "", tracestate: "", readAt };
    const handover = await readRecord(
      hostile,
      codec,
      { key: Buffer.from("S-1"), value: encoded(), ...record },
      { forms: new Map() },
    );
    expect(handover.item.problem).to.deep.equal({ code: "unreadable", detail: "the record cannot be read" });
    expect(handover.failure).to.equal(broken);
  });

  it("under a name made from a key that is none, so that two of them do not meet", async () => {
    const { read } = await reader();
    const key = async (text: string | null) =>
      (await read({ key: text === null ? null : Buffer.from(text) })).item.recordKey;
    for (const name of [await key("ä b"), await key(null)]) expect(name).to.match(/^key-[0-9a-f]{32}$/);
    expect(await key("ä b")).not.to.equal(await key("ä c"));
  });

  it("but waits where the registry does not answer: it may be readable later", async () => {
    const { read, registry, encoded } = await reader();
    registry.away = true;
    const waiting = await read({
      value: Buffer.concat([Buffer.from("0000000009", "hex"), encoded().subarray(5)]),
    }).then(
      () => "read",
      ({ message }: Error) => message,
    );
    expect(waiting).to.equal("the registry is away");
    registry.away = false;
    expect((await read()).item.kind).to.equal("reply");
  });

  it("and does not need the registry for the portal's own schemas, also when it was just started", async () => {
    const { registry, encoded } = await reader();
    const started = new Codec(registry);
    await started.learn(portal.pushes);
    registry.away = true;
    const { contract } = await started.decode(portal.pushes, encoded());
    expect(contract.subject).to.equal(portal.pushes[1]?.subject);
  });
});

describe("connectors: batches", () => {
  it("are cut by bytes and by number, in order; what is too large goes alone", () => {
    const sizes = (list: number[], bytes: number, count = 9) => cut(list, (one) => one, bytes, count);
    expect(sizes([3, 3, 3, 3], 6)).to.deep.equal([
      [3, 3],
      [3, 3],
    ]);
    expect(sizes([3, 4, 3], 6)).to.deep.equal([[3], [4], [3]]);
    expect(sizes([1, 99, 1], 6)).to.deep.equal([[1], [99], [1]]);
    expect(sizes([1, 1, 1], 99, 2)).to.deep.equal([[1, 1], [1]]);
    expect(sizes([], 6)).to.deep.equal([]);
  });
});

describe("connectors: days", () => {
  it("that exist are taken", () => {
    expect(isoDays.day("2028-02-29", "/day")).to.equal("2028-02-29");
    expect(germanDays.day("31.12.2026", "/day")).to.equal("2026-12-31");
  });

  it("of birth are taken with what is known of them", () => {
    const german = {
      "00.00.1970": "1970-00-00",
      "01.00.1970": "1970-00-01",
      "00.05.1970": "1970-05-00",
      "1970": "1970-00-00",
    };
    for (const [text, day] of Object.entries(german)) {
      expect(germanDays.birthDate(text, "/born")).to.equal(day);
      expect(isoDays.birthDate(day, "/born")).to.equal(day);
      expect(() => germanDays.day(text, "/day")).to.throw(UnmappableError, "unclear-value at /day");
    }
    expect(isoDays.birthDate("1970-05", "/born")).to.equal("1970-05-00");
    for (const text of ["00.00.1870", "32.00.1970", "30.02.1970", "70"])
      expect(() => germanDays.birthDate(text, "/born"), text).to.throw(UnmappableError, "unclear-value at /born");
  });

  for (const day of ["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "", "2026-01-01T00:00"])
    it(`that do not are named by their field: ${JSON.stringify(day)}`, () => {
      expect(() => isoDays.day(day, "/day")).to.throw(UnmappableError, /^unclear-value at \/day$/);
      const german = day.split("-").reverse().join(".");
      expect(() => germanDays.day(german, "/day")).to.throw(UnmappableError, /^unclear-value at \/day$/);
    });
});
