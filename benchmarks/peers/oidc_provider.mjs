// oidc-provider with its in-memory store, one confidential client, client credentials only.
// Prints its address once it listens.

import Provider from "oidc-provider";

const [clientId, clientSecret] = process.argv.slice(2);

const provider = new Provider("http://127.0.0.1", {
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
});

const server = provider.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
});
