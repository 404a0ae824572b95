// Tells browsers that are too old for the app, in a sentence. A classic script in old words: they do not read the others.
(function () {
  var isNew =
    'noModule' in document.createElement('script') &&
    typeof Array.prototype.toSorted === 'function' &&
    typeof OffscreenCanvas === 'function' &&
    typeof CompressionStream === 'function' &&
    typeof WebAssembly === 'object';
  var root = document.getElementById('root');
  if (isNew || !root) return;
  var words = document.createElement('p');
  words.setAttribute('role', 'alert');
  words.style.cssText = 'max-width:34rem;margin:20vh auto 0;padding:1rem;font:1rem/1.5 sans-serif';
  words.textContent =
    'This browser is too old for Segment Playground. It needs Chrome or Edge 111, Firefox 115 or Safari 16.4, or newer: update the browser, or open this page in another one.';
  root.appendChild(words);
})();
