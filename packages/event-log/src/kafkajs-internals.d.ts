declare module 'kafkajs/src/network/requestQueue/index.js' {
  /** The requests of one connection. Only what {@link file://./kafka-quiet.ts} touches. */
  export default class RequestQueue {
    readonly pending: readonly unknown[];
    scheduleCheckPendingRequests(): void;
  }
}
