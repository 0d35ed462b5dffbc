import { type Coverage, inEuros, known, type Row, remediesKnown } from "../../platform/casework/index.ts";
import law from "./law.json" with { type: "json" };
import remedies from "./legal-remedies.json" with { type: "json" };
import schema from "./town.schema.json" with { type: "json" };
import type { TownPayments } from "./town.ts";

type TownFile = { [List in keyof TownPayments]: (TownPayments[List][number] & Row)[] };

const coverage: Coverage<TownFile> = {
  schema,
  everywhere: [
    ...law.map((row) =>
      known(`surcharge for late payment of ${row.charges.join(", ")}: ${row.percentPerMonth} % a month`, row),
    ),
    ...remediesKnown(remedies),
  ],
  known: ({ accounts, dunning, secondPerson }) => [
    ...accounts.map((row) => known(`account; first due after ${row.firstDueDays} days`, row)),
    ...dunning.map((row) =>
      known(
        `reminder after ${row.reminderDays} days, dunning after ${row.dunningDays}, hand-over after ${row.handOverDays}; fees: ${row.fees.map(({ feeCents }) => inEuros(feeCents)).join(", ")}`,
        row,
      ),
    ),
    ...secondPerson.map((row) =>
      known(`money goes out on the word of two persons above ${inEuros(row.aboveCents)}`, row),
    ),
  ],
  // A town says all of it, or it does not take part: what is due cannot wait for a person.
  lacking: () => [],
};

export default coverage;
