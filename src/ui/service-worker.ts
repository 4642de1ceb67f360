/// <reference lib="webworker" />
/**
 * The service worker: keeps the page's own files, so that it opens without a network. It keeps nothing that people drop.
 * A newer version waits until the page asks for it.
 */
import { type PrecacheEntry, Serwist } from 'serwist';

// The build puts the list of files here (scripts/build.mjs).
declare const self: ServiceWorkerGlobalScope & { readonly __SW_MANIFEST: (PrecacheEntry | string)[] };

new Serwist({
  precacheEntries: self.__SW_MANIFEST,
  precacheOptions: { cleanupOutdatedCaches: true },
  skipWaiting: false,
  disableDevLogs: true,
}).addEventListeners();
