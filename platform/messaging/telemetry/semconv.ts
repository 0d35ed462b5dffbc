/**
 * Names of attributes by OpenTelemetry's semantic conventions, as its package has them (a test compares): importing all
 * 2,600 of that package takes 10 MB of each process. They change in minor releases as long as they are experimental.
 */
export const attribute = {
  serviceName: "service.name",
  errorType: "error.type",
  system: "messaging.system.name",
  operationName: "messaging.operation.name",
  operationType: "messaging.operation.type",
  destination: "messaging.destination.name",
  partition: "messaging.destination.partition.id",
  group: "messaging.consumer.group.name",
  messageId: "messaging.message.id",
  messageCount: "messaging.batch.message_count",
  kafkaOffset: "kafka.offset",
} as const;

/** Names of attributes that are our own. */
export const ownAttribute = {
  caseId: "antragsbus.case.id",
  caseNumber: "antragsbus.case.number",
  municipality: "antragsbus.municipality",
  portal: "antragsbus.portal",
  serviceKey: "antragsbus.service.key",
} as const;
