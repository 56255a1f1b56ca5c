// Pages of Komek leave nothing in the browser. htmx would write the address of the page into sessionStorage;
// with the stores out of reach it does without. Load this file before every other script.
"use strict";
for (const store of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
  Object.defineProperty(window, store, {
    get() { throw new DOMException("Pages of Komek keep nothing in the browser.", "SecurityError"); },
  });
}
