import { onlyServices } from "../../platform/casework/actor.ts";
import { caseworkService } from "../../platform/casework/casework-service.ts";
import { readTowns } from "../../platform/casework/towns.ts";
import {
  action,
  computeId,
  type Delivery,
  type Outcome,
  type Params,
  type Runtime,
} from "../../platform/messaging/index.ts";
import { intake, Pushed } from "./intake.ts";
import { offersReader } from "./offers-reader.ts";

/** Calls that may wait for their turn; a connector that brings more pauses and comes back. */
const waitingCallsMax = 8;

function deliveryOf(portal: string, item: Params<"intake.receive">["items"][number]): Delivery {
  const { deliveryId, recordKey, receivedAt, traceparent, tracestate = "" } = item;
  const caseId = computeId("case", portal, recordKey);
  const about = { id: deliveryId, portal, applicationId: recordKey, caseId, receivedAt, traceparent, tracestate };
  return Pushed[item.kind].of(about, { ...item, portal });
}

function outcomeOf(outcome: Outcome | undefined): "accepted" | "duplicate" | "refused" | "later" {
  // What is kept for a later try, or for a person, is durable all the same: the connector may go on.
  if (outcome?.kind !== "done") return "later";
  return outcome.answer as "accepted" | "duplicate" | "refused";
}

/** Takes calls in, few at a time. */
function receiver(runtime: () => Runtime) {
  let waitingCalls = 0;
  return async ({ portal, items }: Params<"intake.receive">) => {
    if (waitingCalls >= waitingCallsMax)
      return { items: items.map(({ deliveryId }) => ({ deliveryId, outcome: "busy" as const })) };
    waitingCalls += 1;
    try {
      const outcomes = await runtime().engine.handle(items.map((item) => deliveryOf(portal, item)));
      return { items: items.map(({ deliveryId }, i) => ({ deliveryId, outcome: outcomeOf(outcomes[i]) })) };
    } finally {
      waitingCalls -= 1;
    }
  };
}

export default caseworkService({
  name: "intake",
  define: (resources) =>
    intake({ towns: readTowns(), hashKey: resources.config.hashKey, offers: offersReader(resources) }),
  actions: (runtime) => {
    const receive = receiver(runtime);
    return {
      receive: action("intake.receive", async (params, meta) => {
        onlyServices(meta);
        return await receive(params);
      }),
    };
  },
});
