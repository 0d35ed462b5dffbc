import type { Chance } from "./chance.ts";

/** An entry as XML, with what it moves. */
export interface Entry {
  xml: string;
  cents: number;
  /** its parts do not come to it, in no way that there is */
  isUnclear?: boolean;
}

/** What a town gave out that may come back: the reference, and the EndToEndId of a sum of so many cents under it. */
export interface Known {
  reference: string;
  endToEndId: string;
  cents: number;
}

export type Side = "CRDT" | "DBIT";
export const sideOf = (cents: number): Side => (cents < 0 ? "DBIT" : "CRDT");
export const tag = (name: string, content: string) => (content ? `<${name}>${content}</${name}>` : "");

/** Writes entries of a day in every way that a version of camt.053 allows. */
export class InventedEntries {
  /** YYYY-MM-DD */
  day = "";
  private readonly chance: Chance;
  private readonly version: number;
  private readonly known: readonly Known[];
  private references = 0;

  constructor(chance: Chance, version: number, known: readonly Known[]) {
    this.chance = chance;
    this.version = version;
    this.known = known;
  }

  amount(name: string, cents: number, currency = "EUR"): string {
    const euros = (Math.abs(cents) / 100).toFixed(2);
    const short = euros.replace(/\.?0+$/, "") || "0";
    const written = this.chance.of([
      euros,
      euros,
      euros.includes(".") ? short : euros,
      `${euros}00`,
      `0${euros}`,
      `+${euros}`,
    ]);
    return `<${name} Ccy="${currency}">${written}</${name}>`;
  }

  private text(text: string): string {
    const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
    return this.chance.of([escaped, `<![CDATA[${text}]]>`, `${escaped}<!-- nothing -->`, `\n  ${escaped}\n`]);
  }

  private reference(): string {
    this.references += 1;
    return this.chance.of([
      "",
      "NONREF",
      "NOTPROVIDED",
      "SAMMLER",
      `R${this.references}`,
      `R${this.references}`,
      `R${this.references}`,
    ]);
  }

  entry(): Entry {
    const kinds = [
      this.plain,
      this.plain,
      this.single,
      this.single,
      this.single,
      this.returned,
      this.batch,
      this.batch,
    ];
    const kind = this.chance.of([...kinds, this.expected, this.foreign, this.strange, this.twin]);
    return kind.call(this);
  }

  /** An entry around what explains it. */
  private around(
    cents: number,
    more: { charges?: string; details?: string; reversal?: boolean; info?: string; reference?: string },
  ): Entry {
    const { chance, version } = this;
    const day = chance.of([
      tag("BookgDt", tag("Dt", this.day)),
      tag("BookgDt", tag("DtTm", `${this.day}T12:00:00`)),
      tag("BookgDt", tag("DtTm", `${this.day}T12:00:00.5+01:00`)),
      "",
    ]);
    const xml = tag(
      "Ntry",
      [
        chance.once(3) ? tag("NtryRef", String(chance.below(9))) : "",
        this.amount("Amt", cents),
        tag("CdtDbtInd", sideOf(cents)),
        more.reversal ? tag("RvslInd", chance.of(["true", "1"])) : chance.once(9) ? tag("RvslInd", "false") : "",
        version === 8 ? tag("Sts", tag("Cd", "BOOK")) : tag("Sts", "BOOK"),
        day,
        day || chance.once(2) ? tag("ValDt", tag("Dt", this.day)) : "",
        tag("AcctSvcrRef", more.reference ?? this.reference()),
        tag("BkTxCd", tag("Prtry", tag("Cd", "166"))),
        more.charges ?? "",
        more.details ? tag("NtryDtls", more.details) : "",
        more.info ? tag("AddtlNtryInf", this.text(more.info)) : "",
      ].join(""),
    );
    return { xml, cents };
  }

  private charges(cents: number, isIncluded: boolean | undefined): string {
    const { chance, version } = this;
    if (version === 2) return tag("Chrgs", `${this.amount("Amt", cents)}${tag("CdtDbtInd", "DBIT")}`);
    const said = isIncluded === undefined ? "" : tag("ChrgInclInd", String(isIncluded));
    const record = tag("Rcrd", `${this.amount("Amt", cents)}${tag("CdtDbtInd", "DBIT")}${version > 3 ? said : ""}`);
    const total = this.amount("TtlChrgsAndTaxAmt", cents);
    return tag("Chrgs", isIncluded === undefined ? chance.of([record, total, total + record]) : record);
  }

  private party(cents: number): string {
    const role = this.chance.of([sideOf(cents) === "CRDT" ? "Dbtr" : "Cdtr", "Dbtr"]);
    const name = tag("Nm", this.text(this.chance.of(["Bernd Beispiel", "Müller & Söhne <GmbH>", "Żuczek"])));
    const named = tag(role, this.version >= 8 ? tag("Pty", name) : name);
    const account = tag(`${role}Acct`, tag("Id", tag("IBAN", "DE73000000000000000013")));
    return this.chance.once(4) ? "" : tag("RltdPties", named + account);
  }

  /** A transaction; its own amount and side stand there from .04 on. */
  private detail(
    cents: number,
    more: { endToEnd?: string; charges?: string; own?: string; side?: string; text?: string; returned?: string } = {},
  ): string {
    const { version, chance } = this;
    const amounts = more.own ?? (version >= 4 ? this.amount("Amt", cents) : "");
    const side = version >= 4 ? tag("CdtDbtInd", more.side ?? (chance.once(2) ? sideOf(cents) : "")) : "";
    const inDetails =
      version < 4 && more.own === undefined ? tag("AmtDtls", tag("TxAmt", this.amount("Amt", cents))) : "";
    const isAlone = /^<Amt /.test(amounts) || !amounts;
    return tag(
      "TxDtls",
      [
        tag("Refs", tag("EndToEndId", more.endToEnd ?? chance.of(["NOTPROVIDED", "E2E-1", ""]))),
        isAlone ? amounts : "",
        isAlone ? side : "",
        isAlone ? inDetails : amounts,
        more.charges ?? "",
        this.party(cents),
        more.text ? tag("RmtInf", tag("Ustrd", this.text(more.text))) : "",
        more.returned ? tag("RtrInf", tag("Rsn", tag("Cd", more.returned))) : "",
      ].join(""),
    );
  }

  private get cents(): number {
    return (1 + this.chance.below(50_000)) * this.chance.of([1, 1, 1, -1]);
  }

  private plain(): Entry {
    const { reference } = this.chance.of(this.known);
    return this.around(this.cents, { info: this.chance.of(["", "Gutschrift", `Steuer ${reference}`]) });
  }

  private single(): Entry {
    const { reference, cents } = this.chance.of(this.known);
    const text = this.chance.of(["", "für den Hund & mehr", reference, `Rate ${reference} <1>`]);
    const moved = this.chance.of([cents, this.cents]);
    const charges = this.chance.of(["", "", this.charges(1_50, this.chance.of([undefined, true, false]))]);
    return this.around(moved, { details: this.detail(moved, { text, charges: moved > 4_00 ? charges : "" }) });
  }

  /** A debit or payout that comes back, with its charge in the entry, beside it, or to come. */
  private returned(): Entry {
    const { chance } = this;
    const { endToEndId, cents } = chance.of(this.known);
    const charge = chance.of([0, 3_50]);
    const isIncluded = charge > 0 && chance.once(2);
    const whole = chance.of([-1, -1, 1]) * cents - (isIncluded ? charge : 0);
    if (whole === 0) return this.plain();
    const said = charge ? this.charges(charge, chance.of([undefined, isIncluded])) : "";
    const isReversal = chance.once(4);
    const returned = isReversal ? undefined : chance.of(["AC04", "MS03"]);
    const atEntry = chance.once(3);
    const details = this.detail(whole, {
      ...{ endToEnd: endToEndId, charges: atEntry ? "" : said },
      ...(returned ? { returned } : {}),
    });
    return this.around(whole, { details, reversal: isReversal, charges: atEntry ? said : "" });
  }

  private batch(): Entry {
    const { chance, version } = this;
    const parts = Array.from({ length: 2 + chance.below(3) }, () => 1 + chance.below(9_000));
    const side = chance.of([1, -1]);
    const ways = {
      sum: () => this.lump(side, parts, (cents) => this.detail(side * cents, { side: "" })),
      sides: () => {
        const mixed = parts.map((cents, i) => (i === 0 ? -1 : 1) * cents);
        return this.lump(1, mixed, (cents) => this.detail(cents, { side: sideOf(cents) }));
      },
      charged: () => {
        const charge = this.charges(3_50, undefined);
        const all = parts.map((cents) => -cents);
        const details = all
          .map((cents) => this.detail(cents, { charges: charge, side: "", returned: "AC04" }))
          .join("");
        return this.around(
          all.reduce((sum, cents) => sum + cents - 3_50, 0),
          { details },
        );
      },
      instructed: () =>
        this.lump(side, parts, (cents) => {
          const own = tag("AmtDtls", tag(chance.of(["TxAmt", "InstdAmt"]), this.amount("Amt", cents)));
          return this.detail(side * cents, { own });
        }),
      unexplained: () => {
        const details = parts.map((cents) => this.detail(side * cents)).join("");
        const whole = parts.reduce((sum, cents) => sum + cents, 0);
        return { ...this.around(side * (whole + 1), { details }), isUnclear: true };
      },
      number: () => this.around(side * 9_99, { details: tag("Btch", tag("NbOfTxs", "600")) }),
    };
    const names = Object.keys(ways).filter((name) => name !== "sides" || version >= 4) as (keyof typeof ways)[];
    return ways[chance.of(names)]();
  }

  private lump(side: number, parts: readonly number[], write: (cents: number) => string): Entry {
    const whole = side * parts.reduce((sum, cents) => sum + cents, 0);
    return this.around(whole, { details: parts.map(write).join("") });
  }

  /** What is no movement: it is only expected, or moves nothing. */
  private expected(): Entry {
    const { chance, version } = this;
    if (chance.once(2)) return this.around(0, { info: "Kontoabschluss" });
    const { xml } = this.around(this.cents, {});
    const code = version === 8 ? chance.of(["PDNG", "INFO", "FUTR"]) : chance.of(["PDNG", "INFO"]);
    return { xml: xml.replace("BOOK", code), cents: 0 };
  }

  private foreign(): Entry {
    const { chance, version } = this;
    const dollars = (cents: number) => {
      const value = tag("CntrValAmt", this.amount("Amt", cents));
      const own = tag("AmtDtls", tag("TxAmt", this.amount("Amt", cents + 1_50, "USD")) + value);
      return this.detail(cents, { own });
    };
    if (chance.once(2)) return this.lump(1, [16_50, 16_50], dollars);
    const charges =
      version === 2
        ? tag("Chrgs", this.amount("Amt", 5_00, "USD"))
        : tag("Chrgs", tag("Rcrd", this.amount("Amt", 5_00, "USD")));
    return this.around(33_00, { details: this.detail(33_00, { charges }) });
  }

  /** A charge that is more than what it was taken from. */
  private strange(): Entry {
    const isIncluded = this.chance.of([undefined, true, false]);
    const details = this.detail(-33_00, { charges: this.charges(99_00, isIncluded), returned: "AC04" });
    return { ...this.around(-33_00, { details }), isUnclear: this.version <= 3 || isIncluded !== false };
  }

  /** One of several that nothing tells apart, also between two statements of a day. */
  private twin(): Entry {
    return {
      cents: 5_00,
      xml: `<Ntry><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>${this.version === 8 ? "<Cd>BOOK</Cd>" : "BOOK"}</Sts><BookgDt><Dt>${this.day}</Dt></BookgDt><AcctSvcrRef>NONREF</AcctSvcrRef><BkTxCd><Prtry><Cd>166</Cd></Prtry></BkTxCd><AddtlNtryInf>Parken</AddtlNtryInf></Ntry>`,
    };
  }
}
