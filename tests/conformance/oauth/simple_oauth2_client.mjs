// Two steps of a website's backend, with the npm library as its makers describe it.
// Arguments: the step, and a JSON text with the library's settings and the step's values.
import { AuthorizationCode } from "simple-oauth2";

const [step, text] = process.argv.slice(2);
const { settings, redirect_uri, scope, state, code } = JSON.parse(text);
const client = new AuthorizationCode(settings);

if (step === "authorize") {
  console.log(JSON.stringify({ url: client.authorizeURL({ redirect_uri, scope, state }) }));
} else {
  const first = await client.getToken({ code, redirect_uri });
  const second = await first.refresh();
  let refused = null;
  try {
    await first.refresh();
  } catch (error) {
    refused = { status: error.output.statusCode, error: error.data.payload.error };
  }
  console.log(JSON.stringify({ first: first.token, second: second.token, refused }));
}
