// oauth2-mock-server with one generated key. Prints its address once it listens.

import { OAuth2Server } from "oauth2-mock-server";

const server = new OAuth2Server();
await server.issuer.keys.generate("RS256");
await server.start(0, "127.0.0.1");
process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
