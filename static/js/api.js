// The page of the API's schema: Swagger UI from our own files, writing with the session's CSRF token.
document.addEventListener("DOMContentLoaded", function () {
  "use strict";
  var place = document.getElementById("swagger");
  if (!place || !window.SwaggerUIBundle) return;
  window.SwaggerUIBundle({
    url: place.dataset.schema,
    domNode: place,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    onComplete: function () { // the page has its one <main> already
      var second = place.querySelector("main");
      if (second) second.setAttribute("role", "group");
    },
    requestInterceptor: function (request) {
      if (request.method && request.method !== "GET" && place.dataset.csrf) request.headers["X-CSRFToken"] = place.dataset.csrf;
      return request;
    },
  });
});
