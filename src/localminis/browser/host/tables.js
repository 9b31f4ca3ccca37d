// Written by tools/write_types.py from the tables of spec/; change those instead.

export const PROTOCOL = 1;

export const PAGE_MESSAGES = Object.freeze({
  "begin": [],
  "hello": ["client_key", "sdk"],
  "call": ["id", "method", "args", "caller"],
  "log": ["entry"],
  "page": ["url", "title"],
  "tap": ["target"],
});

export const HOST_MESSAGES = Object.freeze({
  "reply": ["id", "result"],
  "forget": ["id"],
  "event": ["name", "data"],
  "phone": ["settings"],
});

export const PHONE_NAME_PREFIX = "localminis:";

export const EVENTS = Object.freeze(["minis.launch", "minis.show", "minis.hide", "minis.destroy", "minis.share"]);

export const AD_EVENTS = Object.freeze(["ad.close", "ad.error"]);

export const LOG_KINDS = Object.freeze(["sdk", "restriction", "console", "notice", "network", "storage"]);

export const LOG_LEVELS = Object.freeze(["info", "warn", "error"]);

export const ERROR_SUFFIX = Object.freeze({
  "parameter_empty": 101,
  "timeout": 302,
  "internal": 502,
  "user_error": 600,
  "user_cancel": 601,
  "third_party": 602,
});

export const METHODS = Object.freeze({
  "login": {"arguments": ["scope", "returnScopes"], "host_timeout_ms": 25000, "required": {}, "flag": "authResponse", "echo": [], "prefix": 102, "since": "0.0.0"},
  "authorize": {"arguments": ["scope", "returnScopes"], "host_timeout_ms": 590000, "required": {}, "flag": "authResponse", "echo": [], "prefix": 103, "since": "0.0.0"},
  "pay": {"arguments": ["trade_order_id", "log_extra"], "host_timeout_ms": 590000, "required": {"trade_order_id": "string"}, "flag": "is_success", "echo": ["trade_order_id"], "prefix": 115, "since": "0.0.0"},
  "checkBalance": {"arguments": ["type", "amount"], "host_timeout_ms": 25000, "required": {"type": "string", "amount": "number"}, "flag": "is_sufficient", "echo": [], "prefix": 111, "since": "0.0.0"},
  "recharge": {"arguments": ["tier_id"], "host_timeout_ms": 590000, "required": {"tier_id": "string"}, "flag": "is_success", "echo": ["tier_id"], "prefix": 112, "since": "0.0.0"},
  "openBalance": {"arguments": ["type"], "host_timeout_ms": 25000, "required": {"type": "string"}, "flag": "is_success", "echo": [], "prefix": 113, "since": "0.0.0"},
  "navigateToBalance": {"arguments": ["type"], "host_timeout_ms": 25000, "required": {"type": "string"}, "flag": "is_success", "echo": [], "prefix": 113, "since": "0.0.0"},
  "createSubscription": {"arguments": ["trade_order_id"], "host_timeout_ms": 590000, "required": {"trade_order_id": "string"}, "flag": "is_success", "echo": ["trade_order_id"], "prefix": 116, "since": "0.1.0"},
  "changeSubscription": {"arguments": ["trade_order_id"], "host_timeout_ms": 590000, "required": {"trade_order_id": "string"}, "flag": "is_success", "echo": ["trade_order_id"], "prefix": 117, "since": "0.1.0"},
  "reactivateSubscription": {"arguments": ["trade_order_id"], "host_timeout_ms": 590000, "required": {"trade_order_id": "string"}, "flag": "is_success", "echo": ["trade_order_id"], "prefix": 118, "since": "0.1.0"},
  "showSurfaceCoupon": {"arguments": [], "host_timeout_ms": 25000, "required": {}, "flag": "is_success", "echo": [], "prefix": 119, "since": "0.3.0"},
  "hideRibbon": {"arguments": [], "host_timeout_ms": 25000, "required": {}, "flag": "is_success", "echo": [], "prefix": 120, "since": "0.3.0"},
  "share": {"arguments": ["title", "desc", "imageUrl", "query"], "host_timeout_ms": 25000, "required": {"title": "string"}, "flag": "is_success", "echo": [], "prefix": 121, "since": "0.0.0"},
  "reportEvent": {"arguments": ["eventName", "params"], "host_timeout_ms": 25000, "required": {"eventName": "string", "params": "record"}, "flag": "isSuccess", "echo": [], "prefix": 123, "since": "0.2.0"},
  "setNavigationBarColor": {"arguments": ["frontColor", "backgroundColor"], "host_timeout_ms": 25000, "required": {"frontColor": "string", "backgroundColor": "string"}, "flag": "is_success", "echo": [], "prefix": 122, "since": "0.1.0"},
  "enableCapture": {"arguments": [], "host_timeout_ms": 25000, "required": {}, "flag": "isSuccess", "echo": [], "prefix": 124, "since": "0.0.0"},
  "disableCapture": {"arguments": [], "host_timeout_ms": 25000, "required": {}, "flag": "isSuccess", "echo": [], "prefix": 125, "since": "0.0.0"},
  "requestSubscribeMessage": {"arguments": ["tmplIds"], "host_timeout_ms": 590000, "required": {"tmplIds": "array"}, "flag": "is_success", "echo": [], "prefix": 126, "since": "0.5.0"},
  "createRewardedVideoAd": {"arguments": ["adUnitId", "ad_id"], "host_timeout_ms": 25000, "required": {}, "flag": null, "echo": [], "prefix": 0, "since": "0.4.0"},
  "createInterstitialAd": {"arguments": ["adUnitId", "ad_id"], "host_timeout_ms": 25000, "required": {}, "flag": null, "echo": [], "prefix": 0, "since": "0.4.0"},
  "showAd": {"arguments": ["adUnitId", "ad_id"], "host_timeout_ms": 25000, "required": {}, "flag": null, "echo": [], "prefix": 0, "since": "0.4.0"},
  "getPlayer": {"arguments": ["channel"], "host_timeout_ms": 25000, "required": {}, "flag": null, "echo": [], "prefix": 0, "since": "0.4.0"},
  "request": {"arguments": ["url", "method"], "host_timeout_ms": 25000, "required": {"url": "string"}, "flag": null, "echo": [], "prefix": 147, "since": "0.4.0"},
  "showKeyboard": {"arguments": ["defaultValue", "maxLength", "multiple", "confirmHold", "confirmType"], "host_timeout_ms": 25000, "required": {}, "flag": null, "echo": [], "prefix": 136, "since": "0.4.0"},
  "updateKeyboard": {"arguments": ["value"], "host_timeout_ms": 25000, "required": {"value": "string"}, "flag": null, "echo": [], "prefix": 136, "since": "0.4.0"},
  "hideKeyboard": {"arguments": [], "host_timeout_ms": 25000, "required": {}, "flag": null, "echo": [], "prefix": 136, "since": "0.4.0"},
  "vibrateShort": {"arguments": [], "host_timeout_ms": 25000, "required": {}, "flag": null, "echo": [], "prefix": 137, "since": "0.4.0"},
  "vibrateLong": {"arguments": [], "host_timeout_ms": 25000, "required": {}, "flag": null, "echo": [], "prefix": 137, "since": "0.4.0"},
  "setKeepScreenOn": {"arguments": ["keepScreenOn"], "host_timeout_ms": 25000, "required": {"keepScreenOn": "boolean"}, "flag": null, "echo": [], "prefix": 138, "since": "0.4.0"},
  "getScreenBrightness": {"arguments": [], "host_timeout_ms": 25000, "required": {}, "flag": null, "echo": [], "prefix": 138, "since": "0.4.0"},
  "setScreenBrightness": {"arguments": ["value"], "host_timeout_ms": 25000, "required": {"value": "number"}, "flag": null, "echo": [], "prefix": 138, "since": "0.4.0"},
  "getUpdateManager": {"arguments": [], "host_timeout_ms": 25000, "required": {}, "flag": null, "echo": [], "prefix": 146, "since": "0.4.0"},
  "addShortcut": {"arguments": [], "host_timeout_ms": 590000, "required": {}, "flag": null, "echo": [], "prefix": 130, "since": "0.4.0"},
  "getShortcutMissionReward": {"arguments": [], "host_timeout_ms": 590000, "required": {}, "flag": null, "echo": [], "prefix": 131, "since": "0.4.0"},
  "startEntranceMission": {"arguments": [], "host_timeout_ms": 590000, "required": {}, "flag": null, "echo": [], "prefix": 132, "since": "0.4.0"},
  "getEntranceMissionReward": {"arguments": [], "host_timeout_ms": 590000, "required": {}, "flag": null, "echo": [], "prefix": 133, "since": "0.4.0"},
  "shareToStory": {"arguments": ["title", "desc", "imageUrl", "query"], "host_timeout_ms": 590000, "required": {}, "flag": null, "echo": [], "prefix": 135, "since": "0.4.0"},
  "shareAppMessage": {"arguments": ["title", "imageUrl", "subtitle", "subTitle", "query", "templateType"], "host_timeout_ms": 590000, "required": {}, "flag": null, "echo": [], "prefix": 134, "since": "0.4.0"},
  "preDownloadSubpackage": {"arguments": ["name"], "host_timeout_ms": 25000, "required": {"name": "string"}, "flag": null, "echo": [], "prefix": 143, "since": "0.4.0"},
  "loadSubpackage": {"arguments": ["name"], "host_timeout_ms": 25000, "required": {"name": "string"}, "flag": null, "echo": [], "prefix": 143, "since": "0.4.0"},
  "setLoadingProgress": {"arguments": ["progress"], "host_timeout_ms": 25000, "required": {"progress": "number"}, "flag": null, "echo": [], "prefix": 140, "since": "0.4.0"},
  "authorizeOpenContext": {"arguments": [], "host_timeout_ms": 590000, "required": {}, "flag": null, "echo": [], "prefix": 144, "since": "0.4.0"},
  "setUserCloudStorage": {"arguments": ["KVDataList"], "host_timeout_ms": 25000, "required": {"KVDataList": "array"}, "flag": null, "echo": [], "prefix": 144, "since": "0.4.0"},
  "removeUserCloudStorage": {"arguments": ["keyList"], "host_timeout_ms": 25000, "required": {"keyList": "array"}, "flag": null, "echo": [], "prefix": 144, "since": "0.4.0"},
  "applyUpdate": {"arguments": [], "host_timeout_ms": 25000, "required": {}, "flag": null, "echo": [], "prefix": 0, "since": "0.4.0"},
});

export const LIBRARY_VERSIONS = Object.freeze({
  "0.0.0": "40.0.0",
  "0.1.0": "40.3.0",
  "0.2.0": "40.9.0",
  "0.3.0": "43.8.0",
  "0.4.0": "44.2.0",
  "0.5.0": "44.9.0",
  "0.6.0": "45.0.0",
});

export const OUTCOMES = Object.freeze({
  "login": [{"id": "success", "title": "Logged in", "how": "done"}, {"id": "account_switched", "title": "Another account is there now", "how": "done"}, {"id": "stale_code", "title": "The code has expired already", "how": "done"}, {"id": "legal_urls_missing", "title": "Terms or privacy address missing", "how": "error", "code": 102102, "message": "The app has no terms of service or privacy policy address. (simulated)"}, {"id": "not_test_user", "title": "Not a test user", "how": "error", "code": 102600, "message": "Not a test user."}, {"id": "internal", "title": "Client error", "how": "error", "code": 102502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "authorize": [{"id": "allow", "title": "The user allows everything", "how": "done"}, {"id": "subset", "title": "The user allows the first scope only", "how": "done"}, {"id": "deny", "title": "The user denies", "how": "error", "code": 103601, "message": "The user denied the authorization. (simulated)"}, {"id": "internal", "title": "Client error", "how": "error", "code": 103502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "pay": [{"id": "success", "title": "Paid, recharged first where needed", "how": "done"}, {"id": "user_cancel", "title": "The user cancels", "how": "error", "code": 115601, "message": "The user cancelled. (simulated)"}, {"id": "third_party", "title": "Store error", "how": "error", "code": 115602, "message": "The store failed. (simulated)"}, {"id": "user_error", "title": "User not allowed", "how": "error", "code": 115600, "message": "The user or the account is not allowed to do this. (simulated)"}, {"id": "timeout", "title": "Time-out", "how": "error", "code": 115302, "message": "The client waited too long. (simulated)"}, {"id": "internal", "title": "Client error", "how": "error", "code": 115502, "message": "The client failed on its own. (simulated)"}, {"id": "paid_no_callback", "title": "Paid, and the callback never comes", "how": "after"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "checkBalance": [{"id": "sufficient", "title": "Enough Beans", "how": "done", "result": {"is_sufficient": true}}, {"id": "insufficient", "title": "Not enough Beans", "how": "done", "result": {"is_sufficient": false}}, {"id": "internal", "title": "Client error", "how": "error", "code": 111502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "recharge": [{"id": "success", "title": "Bought", "how": "done"}, {"id": "user_cancel", "title": "The user cancels", "how": "error", "code": 112601, "message": "The user cancelled. (simulated)"}, {"id": "third_party", "title": "Store error", "how": "error", "code": 112602, "message": "The store failed. (simulated)"}, {"id": "user_error", "title": "User not allowed", "how": "error", "code": 112600, "message": "The user or the account is not allowed to do this. (simulated)"}, {"id": "timeout", "title": "Time-out", "how": "error", "code": 112302, "message": "The client waited too long. (simulated)"}, {"id": "internal", "title": "Client error", "how": "error", "code": 112502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "openBalance": [{"id": "success", "title": "Opened", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 113502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "navigateToBalance": [{"id": "success", "title": "Opened", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 113502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "createSubscription": [{"id": "success", "title": "Paid", "how": "done"}, {"id": "parameter_empty", "title": "A parameter is empty", "how": "error", "code": 116101, "message": "A required parameter is empty. (simulated)"}, {"id": "user_cancel", "title": "The user cancels", "how": "error", "code": 116601, "message": "The user cancelled. (simulated)"}, {"id": "third_party", "title": "Store error", "how": "error", "code": 116602, "message": "The store failed. (simulated)"}, {"id": "user_error", "title": "User not allowed", "how": "error", "code": 116600, "message": "The user or the account is not allowed to do this. (simulated)"}, {"id": "timeout", "title": "Time-out", "how": "error", "code": 116302, "message": "The client waited too long. (simulated)"}, {"id": "internal", "title": "Client error", "how": "error", "code": 116502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "changeSubscription": [{"id": "success", "title": "Paid", "how": "done"}, {"id": "parameter_empty", "title": "A parameter is empty", "how": "error", "code": 117101, "message": "A required parameter is empty. (simulated)"}, {"id": "user_cancel", "title": "The user cancels", "how": "error", "code": 117601, "message": "The user cancelled. (simulated)"}, {"id": "third_party", "title": "Store error", "how": "error", "code": 117602, "message": "The store failed. (simulated)"}, {"id": "user_error", "title": "User not allowed", "how": "error", "code": 117600, "message": "The user or the account is not allowed to do this. (simulated)"}, {"id": "timeout", "title": "Time-out", "how": "error", "code": 117302, "message": "The client waited too long. (simulated)"}, {"id": "internal", "title": "Client error", "how": "error", "code": 117502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "reactivateSubscription": [{"id": "success", "title": "Paid", "how": "done"}, {"id": "parameter_empty", "title": "A parameter is empty", "how": "error", "code": 118101, "message": "A required parameter is empty. (simulated)"}, {"id": "user_cancel", "title": "The user cancels", "how": "error", "code": 118601, "message": "The user cancelled. (simulated)"}, {"id": "third_party", "title": "Store error", "how": "error", "code": 118602, "message": "The store failed. (simulated)"}, {"id": "user_error", "title": "User not allowed", "how": "error", "code": 118600, "message": "The user or the account is not allowed to do this. (simulated)"}, {"id": "timeout", "title": "Time-out", "how": "error", "code": 118302, "message": "The client waited too long. (simulated)"}, {"id": "internal", "title": "Client error", "how": "error", "code": 118502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "showSurfaceCoupon": [{"id": "has_coupon", "title": "There is a coupon", "how": "done", "result": {"coupon_discount": "20"}}, {"id": "user_error", "title": "User not allowed", "how": "error", "code": 119600, "message": "The user or the account is not allowed to do this. (simulated)"}, {"id": "internal", "title": "Client error", "how": "error", "code": 119502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "hideRibbon": [{"id": "success", "title": "Hidden", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 120502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "createRewardedVideoAd": [{"id": "completed", "title": "Watched to the end", "how": "done", "closes": true}, {"id": "quit_early", "title": "Closed early", "how": "done", "closes": false}, {"id": "playback_failed", "title": "Fails after it is shown", "how": "error", "code": 50000, "message": "The ad could not be played.", "closes": false, "is_at_show": true, "sub_code": 50101}, {"id": "left_error", "title": "Leaving early is an error", "how": "error", "code": 30001, "message": "The user left before the end.", "closes": false, "is_at_show": true}, {"id": "slot_empty", "title": "Slot id empty", "how": "error", "code": 11001, "message": "The ad slot id is empty. (simulated)"}, {"id": "request_failed", "title": "Ad request fails", "how": "error", "code": 20000, "message": "The client's request for an ad failed. (simulated)"}, {"id": "server_error", "title": "Ad server error", "how": "error", "code": 500, "message": "The ad server failed. (simulated)"}, {"id": "slot_invalid", "title": "Slot parameter wrong", "how": "error", "code": 10001, "message": "The slot cannot be verified. (simulated)"}, {"id": "slot_unknown", "title": "Slot does not exist", "how": "error", "code": 20001, "message": "The ad slot does not exist. (simulated)"}, {"id": "slot_foreign", "title": "Slot of another app", "how": "error", "code": 20002, "message": "The ad slot belongs to another app. (simulated)"}, {"id": "slot_inactive", "title": "Slot not active", "how": "error", "code": 20003, "message": "The ad slot is not active. (simulated)"}, {"id": "slot_type", "title": "Slot of another type", "how": "error", "code": 20007, "message": "The ad slot is of another type. (simulated)"}, {"id": "slot_too_often", "title": "Slot asked too often", "how": "error", "code": 30001, "message": "The ad slot was asked for too often. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "createInterstitialAd": [{"id": "completed", "title": "Watched to the end", "how": "done", "closes": true}, {"id": "quit_early", "title": "Closed early", "how": "done", "closes": false}, {"id": "playback_failed", "title": "Fails after it is shown", "how": "error", "code": 50000, "message": "The ad could not be played.", "closes": false, "is_at_show": true, "sub_code": 50101}, {"id": "too_soon", "title": "Too soon after the last", "how": "error", "code": 11004, "message": "Too soon.", "is_at_show": true}, {"id": "quota", "title": "Quota used up", "how": "error", "code": 11005, "message": "The quota is used up.", "is_at_show": true}, {"id": "slot_empty", "title": "Slot id empty", "how": "error", "code": 11001, "message": "The ad slot id is empty. (simulated)"}, {"id": "request_failed", "title": "Ad request fails", "how": "error", "code": 20000, "message": "The client's request for an ad failed. (simulated)"}, {"id": "server_error", "title": "Ad server error", "how": "error", "code": 500, "message": "The ad server failed. (simulated)"}, {"id": "slot_invalid", "title": "Slot parameter wrong", "how": "error", "code": 10001, "message": "The slot cannot be verified. (simulated)"}, {"id": "slot_unknown", "title": "Slot does not exist", "how": "error", "code": 20001, "message": "The ad slot does not exist. (simulated)"}, {"id": "slot_foreign", "title": "Slot of another app", "how": "error", "code": 20002, "message": "The ad slot belongs to another app. (simulated)"}, {"id": "slot_inactive", "title": "Slot not active", "how": "error", "code": 20003, "message": "The ad slot is not active. (simulated)"}, {"id": "slot_type", "title": "Slot of another type", "how": "error", "code": 20007, "message": "The ad slot is of another type. (simulated)"}, {"id": "slot_too_often", "title": "Slot asked too often", "how": "error", "code": 30001, "message": "The ad slot was asked for too often. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "share": [{"id": "success", "title": "Set", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 121502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "reportEvent": [{"id": "success", "title": "Reported", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 123502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "setNavigationBarColor": [{"id": "success", "title": "Coloured", "how": "done"}, {"id": "user_error", "title": "User not allowed", "how": "error", "code": 122600, "message": "The user or the account is not allowed to do this. (simulated)"}, {"id": "internal", "title": "Client error", "how": "error", "code": 122502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "enableCapture": [{"id": "success", "title": "Allowed", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 124502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "disableCapture": [{"id": "success", "title": "Forbidden", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 125502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "requestSubscribeMessage": [{"id": "accept_all", "title": "The user accepts everything", "how": "done"}, {"id": "reject_all", "title": "The user accepts nothing", "how": "done"}, {"id": "user_cancel", "title": "The user cancels", "how": "error", "code": 126601, "message": "The user cancelled. (simulated)"}, {"id": "internal", "title": "Client error", "how": "error", "code": 126502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "getPlayer": [{"id": "success", "title": "Loaded", "how": "done"}, {"id": "not_allowed", "title": "The app may not use the player", "how": "error", "code": 127600, "message": "Not allowed."}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "addShortcut": [{"id": "success", "title": "The icon is added", "how": "done"}, {"id": "user_cancel", "title": "The user cancels", "how": "error", "code": 130601, "message": "The user cancelled. (simulated)"}, {"id": "internal", "title": "Client error", "how": "error", "code": 130502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "getShortcutMissionReward": [{"id": "can_receive", "title": "There is a reward", "how": "done", "result": {"canReceiveReward": true}}, {"id": "cannot_receive", "title": "There is none", "how": "done", "result": {"canReceiveReward": false}}, {"id": "internal", "title": "Client error", "how": "error", "code": 131502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "startEntranceMission": [{"id": "success", "title": "Left, and back from the sidebar", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 132502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "getEntranceMissionReward": [{"id": "can_receive", "title": "There is a reward", "how": "done", "result": {"canReceiveReward": true}}, {"id": "cannot_receive", "title": "There is none", "how": "done", "result": {"canReceiveReward": false}}, {"id": "internal", "title": "Client error", "how": "error", "code": 133502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "shareAppMessage": [{"id": "success", "title": "Shared", "how": "done"}, {"id": "user_cancel", "title": "The user cancels", "how": "error", "code": 134601, "message": "The user cancelled. (simulated)"}, {"id": "internal", "title": "Client error", "how": "error", "code": 134502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "shareToStory": [{"id": "success", "title": "Posted", "how": "done"}, {"id": "user_cancel", "title": "The user cancels", "how": "error", "code": 135601, "message": "The user cancelled. (simulated)"}, {"id": "internal", "title": "Client error", "how": "error", "code": 135502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "request": [{"id": "success", "title": "Sent", "how": "done"}, {"id": "no_answer", "title": "No valid answer came", "how": "error", "code": 10401, "message": "No valid answer came. (simulated)"}, {"id": "not_trusted", "title": "The host is no trusted domain", "how": "error", "code": 21100, "message": "The host is no trusted domain. (simulated)"}, {"id": "timeout", "title": "The request took too long", "how": "error", "code": 21103, "message": "The request took too long. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "getUpdateManager": [{"id": "none", "title": "No new version", "how": "done", "result": {"hasUpdate": false}}, {"id": "available", "title": "A new version comes", "how": "done", "result": {"hasUpdate": true, "isReady": true}}, {"id": "failed", "title": "Its download fails", "how": "done", "result": {"hasUpdate": true, "isReady": false}}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "loadSubpackage": [{"id": "success", "title": "Loaded", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 143502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "preDownloadSubpackage": [{"id": "success", "title": "Downloaded", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 143502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "setLoadingProgress": [{"id": "success", "title": "Shown", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 140502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "showKeyboard": [{"id": "success", "title": "Shown", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 136502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "updateKeyboard": [{"id": "success", "title": "Changed", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 136502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "hideKeyboard": [{"id": "success", "title": "Hidden", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 136502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "vibrateShort": [{"id": "success", "title": "Shaken", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 137502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "vibrateLong": [{"id": "success", "title": "Shaken", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 137502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "setKeepScreenOn": [{"id": "success", "title": "Kept", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 138502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "getScreenBrightness": [{"id": "success", "title": "Told", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 138502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "setScreenBrightness": [{"id": "success", "title": "Set", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 138502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "authorizeOpenContext": [{"id": "success", "title": "Allowed", "how": "done"}, {"id": "user_cancel", "title": "The user cancels", "how": "error", "code": 144601, "message": "The user cancelled. (simulated)"}, {"id": "internal", "title": "Client error", "how": "error", "code": 144502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "setUserCloudStorage": [{"id": "success", "title": "Kept", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 144502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
  "removeUserCloudStorage": [{"id": "success", "title": "Taken away", "how": "done"}, {"id": "internal", "title": "Client error", "how": "error", "code": 144502, "message": "The client failed on its own. (simulated)"}, {"id": "no_callback", "title": "The callback never comes", "how": "silent"}],
});

export const FIXES = Object.freeze({
  "eval": "Call a function, or parse data with JSON.parse.",
  "function-constructor": "Write the function in a source file; use a template library's precompiled build.",
  "string-timer": "Pass a function: setTimeout(() => \u2026, delay).",
  "foreign-script": "Put the script into the package; the SDK's own address is the exception.",
  "foreign-style": "Put the style sheet into the package; its fonts may stay where they are.",
  "iframe": "Show the content in the page itself.",
  "untrusted-request": "Register the exact https:// host as a trusted domain, and list it in minis.config.json.",
  "clipboard": "Show the text for the person to select.",
  "geolocation": "Ask the person for a place, or do without it.",
  "vibration": "Do without it in a mini drama; in a game call TTMinis.game.vibrateShort or vibrateLong.",
  "navigation": "Show the content in the app itself; offer an address as text.",
  "plugin": "Show the content in the page itself.",
  "foreign-form": "Send the fields to your backend with fetch().",
  "foreign-base": "Leave out the base element, or give it a relative address.",
});

export const DEFAULT_DEVICE = "notch";

export const DEVICES = Object.freeze({
  "notch": {"title": "Phone with notch", "width_px": 390, "height_px": 844, "status_bar_px": 47, "bottom_px": 34, "side_px": 47, "corner_px": 46, "cutout": "notch", "platform": "ios", "system": "iOS 16.6", "user_agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1 musical_ly_{version} BytedanceWebview/d8a21c6"},
  "island": {"title": "Phone with island", "width_px": 393, "height_px": 852, "status_bar_px": 59, "bottom_px": 34, "side_px": 59, "corner_px": 54, "cutout": "island", "platform": "ios", "system": "iOS 17.5", "user_agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1 musical_ly_{version} BytedanceWebview/d8a21c6"},
  "android": {"title": "Android", "width_px": 412, "height_px": 892, "status_bar_px": 40, "bottom_px": 24, "side_px": 0, "corner_px": 36, "cutout": "hole", "platform": "android", "system": "Android 14", "user_agent": "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.122 Mobile Safari/537.36 musical_ly_20{digits} JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly app_version/{version} ByteLocale/{language} ByteFullLocale/{language} Region/{region} AppId/1233 AppVersion/{version} BytedanceWebview/d8a21c6"},
  "small": {"title": "Small Android", "width_px": 360, "height_px": 640, "status_bar_px": 24, "bottom_px": 0, "side_px": 0, "corner_px": 14, "cutout": "none", "platform": "android", "system": "Android 10", "user_agent": "Mozilla/5.0 (Linux; Android 10; SM-A105F; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.122 Mobile Safari/537.36 musical_ly_20{digits} JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly app_version/{version} ByteLocale/{language} ByteFullLocale/{language} Region/{region} AppId/1233 AppVersion/{version} BytedanceWebview/d8a21c6"},
  "tablet": {"title": "Tablet", "width_px": 768, "height_px": 1024, "status_bar_px": 24, "bottom_px": 20, "side_px": 0, "corner_px": 24, "cutout": "none", "platform": "ios", "system": "iPadOS 17.5", "user_agent": "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1 musical_ly_{version} BytedanceWebview/d8a21c6"},
});

export const LANGUAGES = Object.freeze(["en-US", "es-MX", "pt-BR", "fr-FR", "de-DE", "ja-JP", "ko-KR", "id-ID", "ar-EG"]);

export const REGIONS = Object.freeze(["US", "GB", "MX", "BR", "FR", "DE", "JP", "KR", "ID", "EG", "CN"]);

export const GAME_LIBRARY_VERSIONS = Object.freeze({
  "0.0.0": "40.0.0",
  "0.2.0": "40.2.0",
  "0.3.0": "40.3.0",
  "0.5.0": "41.0.0",
  "0.10.0": "43.8.0",
  "0.33.0": "46.1.0",
  "0.35.0": "46.3.0",
});

export const GAME_SINCE = Object.freeze({
  "request": "0.0.0",
  "showKeyboard": "0.0.0",
  "updateKeyboard": "0.0.0",
  "hideKeyboard": "0.0.0",
  "vibrateShort": "0.10.0",
  "vibrateLong": "0.10.0",
  "setKeepScreenOn": "0.0.0",
  "getScreenBrightness": "0.0.0",
  "setScreenBrightness": "0.0.0",
  "getUpdateManager": "0.35.0",
  "createRewardedVideoAd": "0.0.0",
  "createInterstitialAd": "0.3.0",
  "pay": "0.0.0",
  "checkBalance": "0.0.0",
  "recharge": "0.0.0",
  "navigateToBalance": "0.0.0",
  "login": "0.0.0",
  "authorize": "0.0.0",
  "addShortcut": "0.5.0",
  "getShortcutMissionReward": "0.5.0",
  "startEntranceMission": "0.5.0",
  "getEntranceMissionReward": "0.5.0",
  "shareToStory": "0.0.0",
  "shareAppMessage": "0.3.0",
  "preDownloadSubpackage": "0.0.0",
  "loadSubpackage": "0.0.0",
  "reportEvent": "0.2.0",
  "setLoadingProgress": "0.0.0",
  "authorizeOpenContext": "0.0.0",
  "setUserCloudStorage": "0.0.0",
  "removeUserCloudStorage": "0.0.0",
});

export const GAME_ONLY = Object.freeze(["request", "showKeyboard", "updateKeyboard", "hideKeyboard", "vibrateShort", "vibrateLong", "setKeepScreenOn", "getScreenBrightness", "setScreenBrightness", "getUpdateManager", "addShortcut", "getShortcutMissionReward", "startEntranceMission", "getEntranceMissionReward", "shareToStory", "shareAppMessage", "preDownloadSubpackage", "loadSubpackage", "setLoadingProgress", "authorizeOpenContext", "setUserCloudStorage", "removeUserCloudStorage"]);

export const SCENES = Object.freeze({
  "center": "The games' centre",
  "search": "Search",
  "anchor": "A video's anchor",
  "ads": "An ad",
  "scan_qrcode": "A scanned code",
  "minis_link": "A link",
  "dm_sharing": "A message",
  "desktop_shortcut": "The home screen's icon",
  "sidebar": "The profile's sidebar",
});

export const SHORTCUT_SCENE = "desktop_shortcut";

export const SIDEBAR_SCENE = "sidebar";

export const TEXT_SIZES_PERCENT = Object.freeze([85, 100, 115, 130, 160]);

export const NAV_BAR_PX = 44;

export const CAPSULE = Object.freeze({
  "width": 88,
  "height": 32,
  "margin": 8,
});
