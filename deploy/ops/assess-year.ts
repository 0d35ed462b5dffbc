import { UserError } from "../say.ts";
import type { Command } from "./commands.ts";

/** Assesses the dog tax of a year for all households of a town. Broken off, it goes on where it was. */
export const assessYear: Command = async ({ call }, [text = ""], { town }) => {
  const year = Number(text);
  if (!town || !Number.isInteger(year)) throw new UserError("ops assess-year <year> --town <ARS>");
  const data = { households: 0, assessed: 0, unchanged: 0, toPerson: [] as string[] };
  for (let done = false; !done; ) {
    const part = await call("dog-tax.assess-year", "dog-tax", { municipality: town, year });
    data.households += part.households;
    data.assessed += part.assessed;
    data.unchanged += part.unchanged;
    data.toPerson.push(...part.toPerson);
    done = part.done;
  }
  const { households, assessed, unchanged, toPerson } = data;
  const missing = toPerson.length ? ` A tariff or a rate is missing for ${toPerson.join(", ")}.` : "";
  return { data, text: `${households} households: ${assessed} assessed, ${unchanged} unchanged.${missing}` };
};
