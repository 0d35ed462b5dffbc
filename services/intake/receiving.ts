import { onlyServices } from "../../platform/casework/index.ts";
import {
  action,
  computeId,
  type Delivery,
  type Outcome,
  type Params,
  type Runtime,
} from "../../platform/messaging/index.ts";
import { Pushed } from "./pushed.ts";

/** Calls that may wait for their turn; a connector that brings more pauses and comes back. */
const waitingCallsMax = 8;

/** Hands to the engine what connectors bring, and answers each item once it is durable. */
export class Receiving {
  private waiting = 0;

  /** Takes items in. @returns "busy" for all of them where too many calls wait */
  async receive({ engine }: Pick<Runtime, "engine">, { portal, items }: Params<"intake.receive">) {
    if (this.waiting >= waitingCallsMax)
      return { items: items.map(({ deliveryId }) => ({ deliveryId, outcome: "busy" as const })) };
    this.waiting += 1;
    try {
      const outcomes = await engine.handle(items.map((item) => deliveryOf(portal, item)));
      return { items: items.map(({ deliveryId }, i) => ({ deliveryId, outcome: outcomeOf(outcomes[i]) })) };
    } finally {
      this.waiting -= 1;
    }
  }
}

/** How connectors hand records over. */
export function intakeActions(runtime: () => Runtime) {
  const receiving = new Receiving();
  return {
    receive: action("intake.receive", async (params, meta) => {
      onlyServices(meta);
      return await receiving.receive(runtime(), params);
    }),
  };
}

function deliveryOf(portal: string, item: Params<"intake.receive">["items"][number]): Delivery {
  const { deliveryId, recordKey, receivedAt, traceparent, tracestate = "" } = item;
  const caseId = computeId("case", portal, recordKey);
  const metadata = { id: deliveryId, portal, applicationId: recordKey, caseId, receivedAt, traceparent, tracestate };
  return Pushed[item.kind].create(metadata, { ...item, portal });
}

function outcomeOf(outcome: Outcome | undefined): "accepted" | "duplicate" | "refused" | "later" {
  // What is kept for a later try, or for a person, is durable all the same: the connector may go on.
  if (outcome?.kind !== "done") return "later";
  return outcome.answer as "accepted" | "duplicate" | "refused";
}
