// The interactive API page: nothing is fetched from another origin, and requests carry a user token from the start.
const ui = SwaggerUIBundle({
  url: `openapi.json${location.search}`,
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  onComplete: async () => {
    const answer = await fetch("dev/token");
    if (answer.ok) ui.preauthorizeApiKey("bearer", (await answer.json()).access_token);
  },
});
