import { Fault } from "../../../platform/messaging/index.ts";

/**
 * The ledger's accounts (Sachkonten). Debit is positive, credit negative.
 * - `assessed`: what services asked for, credits deducted
 * - `fees`, `surcharges`: what dunning and paying late cost the debtor; `charges`: what the bank takes for returned debits
 * - `receivable`, `payable`: what is owed to the town, and by it
 * - `bank`, `online`: money on the town's account, and with the online payment provider
 * - `suspense` (Verwahrkonto): money of which a person has to say what it is for
 * - `transfer`: money on its way from one state to another; zero over all states
 */
export const ledgerAccounts = [
  ...(["assessed", "fees", "surcharges", "charges", "receivable", "payable"] as const),
  ...(["bank", "online", "suspense", "transfer"] as const),
] as const;
export type LedgerAccount = (typeof ledgerAccounts)[number];

/** One side of a posting, in whole cents. */
export type Side = readonly [account: LedgerAccount, cents: number];

/** What happened to money, once. Its sides add up to zero. */
export interface Posting {
  /** of what caused it: a request, an entry of a bank statement, a command */
  id: string;
  /** YYYY-MM-DD */
  on: string;
  sides: Side[];
}

export type Postings = readonly Posting[];

/**
 * Adds a posting. Sides without money are left out; a posting without any is still kept, since its id is known then.
 * @throws Fault bad-contract when it does not balance, is no whole cents, or its id was posted before
 */
export function post(postings: Postings, { id, on, sides }: Posting): Posting[] {
  if (isPosted(postings, id)) throw new Fault("bad-contract", "posted before");
  if (!sides.every(([, cents]) => Number.isSafeInteger(cents))) throw new Fault("bad-contract", "no whole cents");
  if (sides.reduce((sum, [, cents]) => sum + cents, 0) !== 0) throw new Fault("bad-contract", "does not balance");
  return [...postings, { id, on, sides: sides.filter(([, cents]) => cents !== 0) }];
}

export const isPosted = (postings: Postings, id: string): boolean => postings.some((one) => one.id === id);

export type Balances = Record<LedgerAccount, number>;

export const noBalances = (): Balances => Object.fromEntries(ledgerAccounts.map((account) => [account, 0])) as Balances;

/** What stands on each account, in cents. */
export function balancesOf(postings: Postings): Balances {
  const balances = noBalances();
  for (const { sides } of postings) for (const [account, cents] of sides) balances[account] += cents;
  return balances;
}

/** The balances of a municipality, from those of its states. */
export function sumOf(all: Iterable<Balances>): Balances {
  const sum = noBalances();
  for (const balances of all) for (const account of ledgerAccounts) sum[account] += balances[account];
  return sum;
}

/** What is wrong with balances: nothing when debit and credit are equal. In cents. */
export const differenceOf = (balances: Balances): number =>
  ledgerAccounts.reduce((sum, account) => sum + balances[account], 0);
