import pino from "pino";

let root: pino.Logger | undefined;

/** Errors about servers and connections, whose messages never hold a value of a message. */
const ofServers =
  /^(NatsError|KafkaJS\w*|MongoNetwork\w*|MongoServerSelectionError|MongoNotConnectedError|PublishError)$/;

/** Sets the level of all logs; called once when the process starts. */
export function setLogLevel(level: string): void {
  rootLogger().level = level;
}

function rootLogger(): pino.Logger {
  // JSON lines on standard output. Errors are written as class and stack: a library's message may hold a value.
  root ??= pino({
    base: {},
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
    serializers: {
      error: (error: unknown) =>
        error instanceof Error
          ? {
              name: error.name,
              ...(ofServers.test(error.name) ? { message: error.message } : {}),
              code: "code" in error ? error.code : undefined,
              at: error.stack?.split("\n    at ").slice(1, 4),
            }
          : { name: typeof error },
    },
  });
  return root;
}

/** Where one service says what is not normal: JSON lines that hold nothing personal. */
export type Log = pino.Logger;

/** Makes the log of one service: every line names it. */
export const logOf = (service: string): Log => rootLogger().child({ service }, { level: rootLogger().level });
