/** What schemas cannot say: how a portal works with its two topics. Part of docs/asyncapi.json. */
export const guide = {
  overview: [
    "A portal pushes its own Avro records to its topic of applications and reads what becomes of them from its topic of status messages.",
    "Values are in Confluent's wire format: one byte 00, four bytes with the schema's id (big endian), then Avro's binary encoding.",
    "Several record types share a topic, so the subject of a schema in the registry is the record's full name; compatibility is FULL_TRANSITIVE.",
    "Do not compress: the topics are uncompressed, and a producer's compressed batch is stored unpacked, so it has to fit the limits unpacked.",
    "The date of receipt is the broker's timestamp of the first record under an application's id, as a calendar day in Europe/Berlin. It is kept when that record was refused and a repaired one follows under the same id.",
    "Refusal codes and how to repair each of them are listed under x-refusal-codes, connected municipalities with the service keys that they offer under x-municipalities.",
    "Topics of messages to others than portals carry XML as it is, without the wire format.",
    "Where a record carries a form as a list of fields, x-forms says for each form which fields it has, in which words, and the JSON Schema that what they mean has to fit. {n} in a field's name is a number from 1 to 99. A field comes once; 1 and 01 are the same number.",
    "What as says of a field's value: day is a calendar day as this portal writes days (02.11.2026, 2026-11-02); birth-date the same, with zeros for what is not known (00.00.1970, 1970-00-00), or the year alone; cents an amount in euros, not in cents (650; 650,00; 1.250,00; 650,- €); decimal at most two places (12,5); integer a whole number; iban with or without spaces; text one line; lines several. A number may be negative only where loss is true. What could be two numbers, as 1.250, is refused with unclear-value.",
    "Texts have the letters of DIN 91379 (data type E) and nothing else: no control characters, no marks of direction, nothing invisible, no emoji. A record with others is refused with letter-not-allowed, which names the field and the letter as U+XXXX.",
  ].join("\n\n"),
  applications: [
    "The key of every record is the portal's application id: 1 to 100 characters of A-Z, a-z, 0-9, dot, underscore, colon, hyphen, and the same as in the record. Replies and withdrawals carry the id of the application that they belong to.",
    "A record has at most 8 MiB with its attachments inline; each attachment names its media type, its name and its SHA-256 over the content. Of the name is kept what may stand in a folder: no path, letters of DIN 91379, 120 of them, the ending. An empty file, and one that came before, is taken in and proves nothing: the citizen is asked for it.",
    "Push again whenever you are unsure: the same bytes under the same id have no second effect and get the same answer again. Other bytes under the id of an accepted application are refused as a record and change nothing.",
    "A refused application may be pushed again under the same id, repaired.",
  ].join("\n\n"),
  status: [
    "Every record pushed has an answer here, under the key of the application.",
    "What is said about one application is numbered 1, 2, 3 and so on without gaps. The first message is the receipt or a refusal. A decision is a final state; payment information and documents may follow it. A message that says a person is looking at the application is not final.",
    "What happens to a payment afterwards (paid, returned, reminded …) is told under the application whose decision asked for it, with the reference of its payment information. It changes no state of the application: a decision stays final, and of a status that you do not know yet, show the text only. Several applications may share an account with the town; each is told of its own references only.",
    "After a failure the same message may come again with the same id, number and bytes: drop a number that you have.",
    "Number 0 is about a single record, not about the application: it was refused and is named by partition, offset and SHA-256 of its value.",
    "A document of more than 500,000 bytes comes in pieces, numbered from 1; its SHA-256 is that of the whole. Status messages are kept for 14 days.",
  ].join("\n\n"),
};

/** Headers of records in both directions. */
export const headers = {
  type: "object",
  properties: {
    traceparent: {
      type: "string",
      description:
        "W3C Trace Context. A portal starts the application's trace with it; every answer belongs to the same trace.",
      pattern: "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
    },
    tracestate: {
      type: "string",
      description:
        "W3C Trace Context, with traceparent only. Every answer has it again, without members that are malformed; of a longer one nothing is kept.",
      maxLength: 512,
    },
  },
};

export const keys = {
  type: "string",
  pattern: "^[A-Za-z0-9._:-]{1,100}$",
  description: "the portal's application id",
};
