import { holds } from "../towns/towns.ts";
import { addDays, addMonths, nextWorkingDay } from "./calendar.ts";
import rules from "./notification.json" with { type: "json" };

/** The law by which a decision is notified: AO (with KAG NRW § 12), SGB X or VwVfG NRW. */
export type Procedure = "tax" | "social" | "general";

/** By which day what was sent counts as notified: procedure and dates. */
export const notificationRules: typeof rules = rules;

/** When what was sent or made available on a day counts as notified. */
export interface Notification {
  /** YYYY-MM-DD */
  on: string;
  /** days after sending, before it is moved */
  days: number;
  /** whether that was no working day and the law moves it */
  moved: boolean;
  /** German */
  paragraph: string;
}

/**
 * The day on which what was sent or made available on a day counts as notified, by the law of that day: only AO § 108(3)
 * moves it to a working day (not SGB X § 37(2), BSG, 6 May 2010, B 14 AS 12/09 R, and not VwVfG NRW § 41(2)).
 * @throws RangeError for a day of which no law is known
 */
export function notification(sentOn: string, procedure: Procedure): Notification {
  const rule = rules.find((one) => one.procedure === procedure && holds(one, sentOn));
  if (!rule) throw new RangeError(`no law of notification for ${sentOn}`);
  const { days, movedToWorkingDay, paragraph } = rule;
  const day = addDays(sentOn, days);
  const on = movedToWorkingDay ? nextWorkingDay(day) : day;
  return { on, days, moved: on !== day, paragraph };
}

/**
 * The last day of a period of months that begins with notification (BGB §§ 187(1), 188(2)): always moved to a working day
 * (BGB § 193, AO § 108(3), SGB X § 26(3), VwVfG NRW § 31(3), ZPO § 222).
 */
export const lastDayOfMonths = (notifiedOn: string, months: number): string =>
  nextWorkingDay(addMonths(notifiedOn, months));

/** Gives the last day for an answer that we ask for, some days after the question is there at the latest: a working day. */
export const lastDayToAnswer = (sentOn: string, days: number): string =>
  nextWorkingDay(addDays(notification(sentOn, "general").on, days));
