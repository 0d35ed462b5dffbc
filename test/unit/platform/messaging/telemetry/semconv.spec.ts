import * as conventions from "@opentelemetry/semantic-conventions/incubating";
import { expect } from "chai";
import { attribute, ownAttribute } from "../../../../../platform/messaging/telemetry/semconv.ts";

describe("names of attributes", () => {
  it("are those of OpenTelemetry's semantic conventions", () => {
    expect(attribute).to.deep.equal({
      serviceName: conventions.ATTR_SERVICE_NAME,
      errorType: conventions.ATTR_ERROR_TYPE,
      system: conventions.ATTR_MESSAGING_SYSTEM_NAME,
      operationName: conventions.ATTR_MESSAGING_OPERATION_NAME,
      operationType: conventions.ATTR_MESSAGING_OPERATION_TYPE,
      destination: conventions.ATTR_MESSAGING_DESTINATION_NAME,
      partition: conventions.ATTR_MESSAGING_DESTINATION_PARTITION_ID,
      group: conventions.ATTR_MESSAGING_CONSUMER_GROUP_NAME,
      messageId: conventions.ATTR_MESSAGING_MESSAGE_ID,
      messageCount: conventions.ATTR_MESSAGING_BATCH_MESSAGE_COUNT,
      kafkaOffset: conventions.ATTR_KAFKA_OFFSET,
    });
  });

  it("have our own prefix where they are ours", () => {
    for (const name of Object.values(ownAttribute)) expect(name).to.match(/^antragsbus\.[a-z.]+$/);
  });
});
