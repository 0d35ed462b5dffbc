import type { EventBodies } from "../../../types/generated/events.ts";
import { type NewEvent, newEvent } from "../../messaging/index.ts";
import type { CompleteFile } from "../case/case-file.ts";
import { PaymentRequested } from "../case/events.ts";
import { addDays, addMonths, previousWorkingDay } from "../law/calendar.ts";

/**
 * A benefit's payouts, monthly in advance: each month's sum on the last working day before it, what is past at once.
 * @param months first days (YYYY-MM-01) with whole cents
 * @returns the claims of a payment request; cents are negative, since the town pays
 */
function monthlyPayouts(
  purpose: string,
  months: readonly OfMonth[],
  today: string,
): Pick<EventBodies["payment.requested.v1"], "purpose" | "claims" | "totalCents"> {
  const claims = months.map(({ month, cents }) => {
    const inAdvance = previousWorkingDay(addDays(month, -1));
    const label = `${purpose} ${month.slice(5, 7)}/${month.slice(0, 4)}`;
    return { cents: -cents, dueOn: inAdvance > today ? inAdvance : today, label };
  });
  return { purpose, claims, totalCents: claims.reduce((sum, { cents }) => sum + cents, 0) };
}

/**
 * Asks payments for a benefit that is paid monthly in advance, by case.
 * @param paid.payTo the account that it goes to
 */
export function payMonthly(
  { metadata, application }: CompleteFile,
  { purpose, months, payTo }: { purpose: string; months: readonly OfMonth[]; payTo: PayTo },
  today: string,
): NewEvent {
  const payouts = { ...monthlyPayouts(purpose, months, today), payTo, mandate: null, charge: "benefit" as const };
  return newEvent(PaymentRequested, { payer: application.applicant, ...payouts }, metadata);
}

type PayTo = EventBodies["payment.requested.v1"]["payTo"];

/** A sum for a month, which is named by its first day (YYYY-MM-01); whole cents. */
export interface OfMonth {
  month: string;
  cents: number;
}

/** Gives first days of some months in a row, from the one that a day (YYYY-MM-DD) lies in. */
export const monthsFrom = (day: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => addMonths(`${day.slice(0, 7)}-01`, i));
