declare module 'kafkajs/src/network/requestQueue/index.js' {
  /** The requests of one connection. Only what kafka-quiet.ts and its test touch. */
  export default class RequestQueue {
    readonly pending: readonly unknown[];
    scheduleCheckPendingRequests(): void;
    checkPendingRequests(): void;
  }
}
