import { NoticeRequested } from "../../platform/casework/case/events.ts";
import { household } from "../../services/payments/test/account.ts";
import type { Letters } from "./office.ts";

function dunned(times: number) {
  const account = household().asked(
    [
      [132_00, "2026-02-16"],
      [33_00, "2026-02-16"],
    ],
    { charge: "tax" },
  );
  for (let time = 0; time < times; time += 1) account.timerFires();
  return JSON.parse(account.scene.said(NoticeRequested).content);
}

/** Each kind of letter of the town's treasury. */
export const paymentsLetters: Letters = { reminder: () => dunned(1), dunning: () => dunned(2) };
