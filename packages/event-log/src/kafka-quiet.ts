import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/**
 * Makes kafkajs 2.2.4 idle when it has nothing to do.
 *
 * Each of its connections keeps a queue of requests that had to wait, because the broker asked for a
 * pause or too many are in flight. After every answer it schedules a look at that queue at the end of the
 * pause: `throttledUntil - now`, which is far below zero when no pause was ever asked for. Node takes a
 * negative time for 1 ms, and the look schedules the next one; so every connection wakes a thousand times
 * a second for good (https://github.com/tulios/kafkajs/issues/1751 and others, fixes unmerged).
 *
 * An empty queue needs no look: whoever puts a request into it schedules one.
 */
export function quietKafkajs(): void {
  RequestQueue.prototype.scheduleCheckPendingRequests = function onlyWhenSomethingWaits(): void {
    if (this.pending.length > 0) schedule.call(this);
  };
}

const schedule = RequestQueue.prototype.scheduleCheckPendingRequests;
