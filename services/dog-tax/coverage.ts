import {
  type Coverage,
  holds,
  inEuros,
  known,
  notFound,
  type OfferedKey,
  offeredKeys,
  type Row,
  remediesKnown,
} from "../../platform/casework/index.ts";
import { type Tariff, tariffOf } from "./assessment/tariff.ts";
import remedies from "./legal-remedies.json" with { type: "json" };
import { registrationKey, reliefKeys, tagKey } from "./offers.ts";
import schema from "./tariff.schema.json" with { type: "json" };

interface TownFile {
  offered: OfferedKey[];
  tariffs: Tariff[];
  unknown?: Row[];
}

function ratesOf({ yearlyCents, listedBreed, reliefs, replacementTag }: Tariff): string {
  const listed =
    listedBreed && ("factor" in listedBreed ? `${listedBreed.factor} times` : inEuros(listedBreed.yearlyCents));
  return [
    `a year for one, two, more dogs: ${yearlyCents.map(inEuros).join(", ")}`,
    ...(listed ? [`listed breed: ${listed}`] : []),
    ...Object.entries(reliefs?.grounds ?? {}).map(([ground, relief]) => `${ground}: ${relief}`),
    ...(replacementTag ? [`new tag: ${inEuros(replacementTag.feeCents)}`] : []),
  ].join("; ");
}

const coverage: Coverage<TownFile> = {
  schema,
  everywhere: remediesKnown(remedies),
  known: (file) => [
    ...offeredKeys(file),
    ...file.tariffs.map((row) => known(ratesOf(row), row, [row.reliefs?.remark, row.replacementTag?.remark])),
    ...notFound(file),
  ],
  lacking: ({ offered, tariffs }, day) => {
    const tariff = tariffOf(tariffs, day.slice(0, 7));
    const offers = (...keys: string[]) => offered.some((one) => keys.includes(one.key) && holds(one, day));
    const needed = [
      {
        code: "no-tariff",
        what: "the rate of every dog, and what its holder is given back",
        lacks: !tariff && offers(registrationKey),
      },
      { code: "listed-breed", what: "the rate of a dog of a listed breed", lacks: tariff?.listedBreed === null },
      {
        code: "relief-unknown",
        what: "every relief",
        lacks: !Object.keys(tariff?.reliefs?.grounds ?? {}).length && offers(...reliefKeys),
      },
      {
        code: "tag-fee-unknown",
        what: "the fee of a new tag",
        lacks: !tariff?.replacementTag && offers(tagKey),
      },
    ];
    return needed.flatMap(({ code, what, lacks }) => (lacks ? [{ code, what }] : []));
  },
};

export default coverage;
