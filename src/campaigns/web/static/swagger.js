// Begins Swagger UI on the element that says where the description is.
const place = document.getElementById("swagger");
window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  presets: [window.SwaggerUIBundle.presets.apis, window.SwaggerUIStandalonePreset.slice(1)],
  validatorUrl: null,
});
