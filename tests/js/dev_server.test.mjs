// The example's development server: the page's files, and nothing else of the folder.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../../examples/mini-drama/dev.py", import.meta.url));
let server;
let port;

before(async () => {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  port = probe.address().port;
  probe.close();
  await once(probe, "close");
  const env = { ...process.env, HOST: "127.0.0.1", PORT: String(port), MINI_DRAMA_API: "http://127.0.0.1:9/x" };
  server = spawn("python3", [script], { env, stdio: "ignore" });
  for (let tries = 0; ; tries += 1) {
    assert.ok(tries < 500 && server.exitCode === null, "dev.py did not start");
    const socket = connect(port, "127.0.0.1");
    const isUp = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false, () => false),
    ]).catch(() => false);
    socket.destroy();
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});

after(async () => {
  server.kill();
  await once(server, "exit");
});

/** Ask for a path exactly as written; fetch would tidy `..` away. */
async function ask(path) {
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  let text = "";
  for await (const chunk of socket) text += chunk;
  return { status: Number(text.split(" ")[1]), text };
}

test("the page's files are served with their types", async () => {
  for (const [path, type] of [["/", "text/html"], ["/style.css", "text/css"], ["/src/main.js?v=1", "text/javascript"]]) {
    const { status, text } = await ask(path);
    assert.equal(status, 200, path);
    assert.match(text, new RegExp(`Content-Type: ${type}`));
  }
});

test("env.js names the backend of the environment", async () => {
  const { text } = await ask("/env.js");
  assert.match(text, /window\.ENV = \{"api": "http:\/\/127\.0\.0\.1:9\/x"\};/);
});

test("everything else of the folder stays private", async () => {
  const paths = [
    "/dev.py", "/package.json", "/README.md", "/backend/app.py", "/backend/", "/src/", "/src", "/.git/config",
    "/src/../dev.py", "/src/%2e%2e/dev.py", "/src/..%2fdev.py", "/../../pyproject.toml", "/src\\..\\dev.py", "/a%00.js",
  ];
  for (const path of paths) assert.equal((await ask(path)).status, 404, path);
});
