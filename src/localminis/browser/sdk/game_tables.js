// Written by tools/write_types.py from the tables of spec/; change those instead.
// A fragment that the server joins into the SDK for games.

const PROTOCOL = 1;

const PHONE_NAME_PREFIX = "localminis:";

const LIBRARY_VERSIONS = Object.freeze(["0.0.0", "0.2.0", "0.3.0", "0.5.0", "0.10.0", "0.33.0", "0.35.0"]);

const CLIENT_VERSIONS = Object.freeze(["40.0.0", "40.2.0", "40.3.0", "41.0.0", "43.8.0", "46.1.0", "46.3.0"]);

const ERROR_SUFFIX = Object.freeze({
  "parameter_empty": 101,
  "timeout": 302,
  "internal": 502,
  "user_error": 600,
  "user_cancel": 601,
  "third_party": 602,
});

const USER_DATA_PATH = "ttfile://user";

const REQUEST_CODES = Object.freeze({
  "none": 10401,
  "foreign": 21100,
  "timeout": 21103,
});

const USUAL = {"call": "object", "options": [], "required": {}, "flag": null, "echo": [], "prefix": 0, "fail": "flat", "timeoutMs": 30000};

const UNUSUAL = Object.freeze({
  "request": {"options": ["url", "method"], "required": {"url": "string"}, "prefix": 147},
  "setStorage": {"required": {"key": "string", "data": "any"}, "prefix": 141},
  "getStorage": {"required": {"key": "string"}, "prefix": 141},
  "removeStorage": {"required": {"key": "string"}, "prefix": 141},
  "clearStorage": {"prefix": 141},
  "getStorageInfo": {"prefix": 141},
  "showKeyboard": {"options": ["defaultValue", "maxLength", "multiple", "confirmHold", "confirmType"], "prefix": 136},
  "updateKeyboard": {"options": ["value"], "required": {"value": "string"}, "prefix": 136},
  "hideKeyboard": {"prefix": 136},
  "getNetworkType": {"prefix": 139},
  "vibrateShort": {"prefix": 137},
  "vibrateLong": {"prefix": 137},
  "setKeepScreenOn": {"options": ["keepScreenOn"], "required": {"keepScreenOn": "boolean"}, "prefix": 138},
  "getScreenBrightness": {"prefix": 138},
  "setScreenBrightness": {"options": ["value"], "required": {"value": "number"}, "prefix": 138},
  "FileSystemManager.readFile": {"required": {"filePath": "string"}, "prefix": 142},
  "FileSystemManager.access": {"required": {"path": "string"}, "prefix": 142},
  "FileSystemManager.writeFile": {"required": {"filePath": "string", "data": "any"}, "prefix": 142},
  "FileSystemManager.mkdir": {"required": {"dirPath": "string"}, "prefix": 142},
  "FileSystemManager.copyFile": {"required": {"srcPath": "string", "destPath": "string"}, "prefix": 142},
  "FileSystemManager.appendFile": {"required": {"filePath": "string", "data": "any"}, "prefix": 142},
  "FileSystemManager.truncate": {"required": {"filePath": "string"}, "prefix": 142},
  "FileSystemManager.unzip": {"required": {"zipFilePath": "string", "targetPath": "string"}, "prefix": 142},
  "FileSystemManager.readZipEntry": {"required": {"filePath": "string"}, "prefix": 142},
  "FileSystemManager.ftruncate": {"prefix": 142},
  "FileSystemManager.readCompressedFile": {"prefix": 142},
  "getSystemInfo": {"prefix": 148},
  "connectSocket": {"required": {"url": "string"}, "prefix": 145},
  "SocketTask.send": {"required": {"data": "any"}, "prefix": 145},
  "SocketTask.close": {"prefix": 145},
  "getUpdateManager": {"prefix": 146},
  "createRewardedVideoAd": {"options": ["adUnitId"], "required": {"adUnitId": "string"}},
  "createInterstitialAd": {"options": ["adUnitId"], "required": {"adUnitId": "string"}},
  "pay": {"options": ["trade_order_id", "log_extra"], "required": {"trade_order_id": "string"}, "flag": "is_success", "echo": ["trade_order_id"], "prefix": 115, "fail": "nested", "timeoutMs": 600000},
  "checkBalance": {"options": ["type", "amount"], "required": {"amount": "number"}, "flag": "is_sufficient", "prefix": 111, "fail": "nested"},
  "recharge": {"options": ["tier_id"], "required": {"tier_id": "string"}, "flag": "is_success", "echo": ["tier_id"], "prefix": 112, "fail": "nested", "timeoutMs": 600000},
  "navigateToBalance": {"options": ["type"], "flag": "is_success", "prefix": 113, "fail": "nested"},
  "login": {"options": ["scope", "returnScopes"], "flag": "authResponse", "prefix": 102, "fail": "nested"},
  "authorize": {"options": ["scope", "returnScopes"], "flag": "authResponse", "prefix": 103, "fail": "nested", "timeoutMs": 600000},
  "addShortcut": {"prefix": 130, "timeoutMs": 600000},
  "getShortcutMissionReward": {"prefix": 131, "timeoutMs": 600000},
  "startEntranceMission": {"prefix": 132, "timeoutMs": 600000},
  "getEntranceMissionReward": {"prefix": 133, "timeoutMs": 600000},
  "shareToStory": {"options": ["title", "desc", "imageUrl", "query"], "prefix": 135, "timeoutMs": 600000},
  "shareAppMessage": {"options": ["title", "imageUrl", "subtitle", "subTitle", "query", "templateType"], "prefix": 134, "timeoutMs": 600000},
  "preDownloadSubpackage": {"options": ["name"], "required": {"name": "string"}, "prefix": 143},
  "loadSubpackage": {"options": ["name"], "required": {"name": "string"}, "prefix": 143},
  "reportEvent": {"options": ["eventName", "params"], "required": {"eventName": "string"}, "flag": "isSuccess", "prefix": 123, "fail": "nested"},
  "setLoadingProgress": {"options": ["progress"], "required": {"progress": "number"}, "prefix": 140},
  "authorizeOpenContext": {"prefix": 144, "timeoutMs": 600000},
  "setUserCloudStorage": {"options": ["KVDataList"], "required": {"KVDataList": "array"}, "prefix": 144},
  "removeUserCloudStorage": {"options": ["keyList"], "required": {"keyList": "array"}, "prefix": 144},
  "getFriendCloudStorage": {"prefix": 144},
  "getUserCloudStorage": {"prefix": 144},
  "shareToUser": {"prefix": 144},
});

const METHODS = Object.freeze(Object.fromEntries(
  Object.entries(UNUSUAL).map(([name, facts]) => [name, { ...USUAL, ...facts }]),
));

// Gone from what the newest documentation has.
const OLD_NAMES = Object.freeze(["checkBalance", "recharge"]);

// What an HTML page cannot have, and why.
const REFUSED = Object.freeze({
  "FileSystemManager.ftruncate": "Wants the number of an open file, and no documented call opens one. Use truncate.",
  "FileSystemManager.ftruncateSync": "Wants the number of an open file, and no documented call opens one. Use truncate.",
  "FileSystemManager.readCompressedFile": "Reads Brotli, which browsers do not give to scripts. Use a zip with readZipEntry.",
  "FileSystemManager.readCompressedFileSync": "Reads Brotli, which browsers do not give to scripts. Use a zip with readZipEntry.",
  "getOpenDataContext": "The open data domain is a script context of native games; an HTML page has none.",
  "getFriendCloudStorage": "The open data domain is a script context of native games; an HTML page has none.",
  "getUserCloudStorage": "The open data domain is a script context of native games; an HTML page has none.",
  "getSharedCanvas": "The open data domain is a script context of native games; an HTML page has none.",
  "onMessage": "The open data domain is a script context of native games; an HTML page has none.",
  "shareToUser": "The open data domain is a script context of native games; an HTML page has none.",
});

// Every path that canIUse knows, by the library version that brought it.
const PATHS = Object.freeze({
  "0.0.0": "init init.object init.object.clientKey canIUse env.USER_DATA_PATH request request.object request.object.url request.object.method request.object.method.GET request.object.method.POST request.object.method.PUT request.object.method.DELETE request.object.method.HEAD request.object.method.PATCH request.object.method.OPTIONS request.object.data request.object.header request.object.timeout request.object.dataType request.object.responseType request.success request.success.data request.success.statusCode request.success.header RequestTask.abort request.return.abort setStorage setStorage.object setStorage.object.key setStorage.object.data setStorageSync getStorage getStorage.object getStorage.object.key getStorage.success getStorage.success.data getStorageSync removeStorage removeStorage.object removeStorage.object.key removeStorageSync clearStorage clearStorageSync getStorageInfo getStorageInfo.success getStorageInfo.success.keys getStorageInfo.success.currentSize getStorageInfo.success.limitSize getStorageInfoSync getStorageInfoSync.return getStorageInfoSync.return.keys getStorageInfoSync.return.currentSize getStorageInfoSync.return.limitSize showKeyboard showKeyboard.object showKeyboard.object.defaultValue showKeyboard.object.maxLength showKeyboard.object.multiple showKeyboard.object.confirmHold showKeyboard.object.confirmType updateKeyboard updateKeyboard.object updateKeyboard.object.value hideKeyboard onKeyboardInput onKeyboardInput.callback onKeyboardInput.callback.value offKeyboardInput onKeyboardHeightChange onKeyboardHeightChange.callback onKeyboardHeightChange.callback.height offKeyboardHeightChange onKeyboardConfirm onKeyboardConfirm.callback onKeyboardConfirm.callback.value offKeyboardConfirm onKeyboardComplete onKeyboardComplete.callback onKeyboardComplete.callback.value offKeyboardComplete getNetworkType getNetworkType.success getNetworkType.success.networkType onNetworkWeakChange onNetworkWeakChange.callback onNetworkWeakChange.callback.weakNet onNetworkWeakChange.callback.networkType offNetworkWeakChange onTouchStart onTouchStart.callback onTouchStart.callback.touches onTouchStart.callback.changedTouches onTouchStart.callback.timeStamp offTouchStart onTouchMove onTouchMove.callback onTouchMove.callback.touches onTouchMove.callback.changedTouches onTouchMove.callback.timeStamp offTouchMove onTouchEnd onTouchEnd.callback onTouchEnd.callback.touches onTouchEnd.callback.changedTouches onTouchEnd.callback.timeStamp offTouchEnd onTouchCancel onTouchCancel.callback onTouchCancel.callback.touches onTouchCancel.callback.changedTouches onTouchCancel.callback.timeStamp offTouchCancel setKeepScreenOn setKeepScreenOn.object setKeepScreenOn.object.keepScreenOn getScreenBrightness getScreenBrightness.success getScreenBrightness.success.value setScreenBrightness setScreenBrightness.object setScreenBrightness.object.value getFileSystemManager FileSystemManager.readFile getFileSystemManager.return.readFile FileSystemManager.readFile.object FileSystemManager.readFile.object.filePath FileSystemManager.readFile.object.encoding FileSystemManager.readFile.success FileSystemManager.readFile.success.data FileSystemManager.readFileSync getFileSystemManager.return.readFileSync FileSystemManager.access getFileSystemManager.return.access FileSystemManager.access.object FileSystemManager.access.object.path FileSystemManager.accessSync getFileSystemManager.return.accessSync FileSystemManager.writeFile getFileSystemManager.return.writeFile FileSystemManager.writeFile.object FileSystemManager.writeFile.object.filePath FileSystemManager.writeFile.object.data FileSystemManager.writeFile.object.encoding FileSystemManager.writeFileSync getFileSystemManager.return.writeFileSync FileSystemManager.mkdir getFileSystemManager.return.mkdir FileSystemManager.mkdir.object FileSystemManager.mkdir.object.dirPath FileSystemManager.mkdir.object.recursive FileSystemManager.mkdirSync getFileSystemManager.return.mkdirSync FileSystemManager.copyFile getFileSystemManager.return.copyFile FileSystemManager.copyFile.object FileSystemManager.copyFile.object.srcPath FileSystemManager.copyFile.object.destPath FileSystemManager.copyFileSync getFileSystemManager.return.copyFileSync FileSystemManager.appendFile getFileSystemManager.return.appendFile FileSystemManager.appendFile.object FileSystemManager.appendFile.object.filePath FileSystemManager.appendFile.object.data FileSystemManager.appendFile.object.encoding FileSystemManager.appendFileSync getFileSystemManager.return.appendFileSync FileSystemManager.truncate getFileSystemManager.return.truncate FileSystemManager.truncate.object FileSystemManager.truncate.object.filePath FileSystemManager.truncate.object.length FileSystemManager.truncateSync getFileSystemManager.return.truncateSync FileSystemManager.unzip getFileSystemManager.return.unzip FileSystemManager.unzip.object FileSystemManager.unzip.object.zipFilePath FileSystemManager.unzip.object.targetPath FileSystemManager.readZipEntry getFileSystemManager.return.readZipEntry FileSystemManager.readZipEntry.object FileSystemManager.readZipEntry.object.filePath FileSystemManager.readZipEntry.object.encoding FileSystemManager.readZipEntry.object.entries FileSystemManager.readZipEntry.success FileSystemManager.readZipEntry.success.entries createInnerAudioContext createWebAudioContext createCanvas createImage Canvas.getContext createCanvas.return.getContext Canvas.toDataURL createCanvas.return.toDataURL setPreferredFramesPerSecond loadFont getSystemInfo getSystemInfo.success getSystemInfo.success.pixelRatio getSystemInfo.success.screenWidth getSystemInfo.success.screenHeight getSystemInfo.success.windowWidth getSystemInfo.success.windowHeight getSystemInfo.success.devicePixelRatio getSystemInfo.success.deviceOrientation getSystemInfo.success.system getSystemInfo.success.platform getSystemInfo.success.language getSystemInfo.success.SDKVersion getSystemInfo.success.version getSystemInfoSync getSystemInfoSync.return getSystemInfoSync.return.pixelRatio getSystemInfoSync.return.screenWidth getSystemInfoSync.return.screenHeight getSystemInfoSync.return.windowWidth getSystemInfoSync.return.windowHeight getSystemInfoSync.return.devicePixelRatio getSystemInfoSync.return.deviceOrientation getSystemInfoSync.return.system getSystemInfoSync.return.platform getSystemInfoSync.return.language getSystemInfoSync.return.SDKVersion getSystemInfoSync.return.version getWindowInfo getWindowInfo.return getWindowInfo.return.pixelRatio getWindowInfo.return.screenWidth getWindowInfo.return.screenHeight getWindowInfo.return.windowWidth getWindowInfo.return.windowHeight getWindowInfo.return.screenTop connectSocket connectSocket.object connectSocket.object.url connectSocket.object.header connectSocket.object.protocols SocketTask.send connectSocket.return.send SocketTask.send.object SocketTask.send.object.data SocketTask.close connectSocket.return.close SocketTask.close.object SocketTask.close.object.code SocketTask.close.object.reason SocketTask.onOpen connectSocket.return.onOpen SocketTask.onMessage connectSocket.return.onMessage SocketTask.onMessage.callback SocketTask.onMessage.callback.data SocketTask.onClose connectSocket.return.onClose SocketTask.onClose.callback SocketTask.onClose.callback.code SocketTask.onClose.callback.reason SocketTask.onError connectSocket.return.onError SocketTask.onError.callback SocketTask.onError.callback.error_code SocketTask.onError.callback.error_msg onShow onShow.callback onShow.callback.scene onShow.callback.scene.center onShow.callback.scene.search onShow.callback.scene.anchor onShow.callback.scene.ads onShow.callback.scene.scan_qrcode onShow.callback.scene.minis_link onShow.callback.scene.dm_sharing onShow.callback.scene.desktop_shortcut onShow.callback.scene.sidebar onShow.callback.query offShow onHide offHide getLaunchOptionsSync getLaunchOptionsSync.return getLaunchOptionsSync.return.scene getLaunchOptionsSync.return.scene.center getLaunchOptionsSync.return.scene.search getLaunchOptionsSync.return.scene.anchor getLaunchOptionsSync.return.scene.ads getLaunchOptionsSync.return.scene.scan_qrcode getLaunchOptionsSync.return.scene.minis_link getLaunchOptionsSync.return.scene.dm_sharing getLaunchOptionsSync.return.scene.desktop_shortcut getLaunchOptionsSync.return.scene.sidebar getLaunchOptionsSync.return.query getEnterOptionsSync getEnterOptionsSync.return getEnterOptionsSync.return.scene getEnterOptionsSync.return.scene.center getEnterOptionsSync.return.scene.search getEnterOptionsSync.return.scene.anchor getEnterOptionsSync.return.scene.ads getEnterOptionsSync.return.scene.scan_qrcode getEnterOptionsSync.return.scene.minis_link getEnterOptionsSync.return.scene.dm_sharing getEnterOptionsSync.return.scene.desktop_shortcut getEnterOptionsSync.return.scene.sidebar getEnterOptionsSync.return.query createRewardedVideoAd createRewardedVideoAd.object createRewardedVideoAd.object.adUnitId RewardedVideoAd.show createRewardedVideoAd.return.show RewardedVideoAd.onClose createRewardedVideoAd.return.onClose RewardedVideoAd.onClose.callback RewardedVideoAd.onClose.callback.isEnded RewardedVideoAd.offClose createRewardedVideoAd.return.offClose RewardedVideoAd.onError createRewardedVideoAd.return.onError RewardedVideoAd.onError.callback RewardedVideoAd.onError.callback.error_code RewardedVideoAd.onError.callback.error_msg RewardedVideoAd.offError createRewardedVideoAd.return.offError pay pay.object pay.object.trade_order_id pay.object.log_extra pay.success pay.success.is_success pay.success.trade_order_id checkBalance checkBalance.object checkBalance.object.amount checkBalance.object.type checkBalance.success checkBalance.success.is_sufficient recharge recharge.object recharge.object.tier_id recharge.success recharge.success.is_success recharge.success.tier_id recharge.success.trade_order_id navigateToBalance navigateToBalance.object navigateToBalance.object.type navigateToBalance.success navigateToBalance.success.is_success login login.success login.success.code login.success.grantedScopes authorize authorize.object authorize.object.scope authorize.success authorize.success.code authorize.success.grantedScopes shareToStory shareToStory.object shareToStory.object.title shareToStory.object.desc shareToStory.object.imageUrl shareToStory.object.query onCopyUrl offCopyUrl preDownloadSubpackage preDownloadSubpackage.object preDownloadSubpackage.object.name PreDownloadSubpackageTask.onProgressUpdate preDownloadSubpackage.return.onProgressUpdate PreDownloadSubpackageTask.onProgressUpdate.callback PreDownloadSubpackageTask.onProgressUpdate.callback.progress PreDownloadSubpackageTask.onProgressUpdate.callback.totalBytesWritten PreDownloadSubpackageTask.onProgressUpdate.callback.totalBytesExpectedToWrite loadSubpackage loadSubpackage.object loadSubpackage.object.name LoadSubpackageTask.onProgressUpdate loadSubpackage.return.onProgressUpdate LoadSubpackageTask.onProgressUpdate.callback LoadSubpackageTask.onProgressUpdate.callback.progress LoadSubpackageTask.onProgressUpdate.callback.totalBytesWritten LoadSubpackageTask.onProgressUpdate.callback.totalBytesExpectedToWrite setLoadingProgress setLoadingProgress.object setLoadingProgress.object.progress authorizeOpenContext setUserCloudStorage setUserCloudStorage.object setUserCloudStorage.object.KVDataList removeUserCloudStorage removeUserCloudStorage.object removeUserCloudStorage.object.keyList onShow.callback.launch_from.anchor",
  "0.2.0": "getSystemInfo.success.statusBarHeight getSystemInfo.success.safeArea getSystemInfoSync.return.statusBarHeight getSystemInfoSync.return.safeArea getWindowInfo.return.statusBarHeight getWindowInfo.return.safeArea reportEvent reportEvent.object reportEvent.object.eventName reportEvent.object.params reportEvent.success reportEvent.success.isSuccess",
  "0.3.0": "getMenuButtonBoundingClientRect getMenuButtonBoundingClientRect.return getMenuButtonBoundingClientRect.return.width getMenuButtonBoundingClientRect.return.height getMenuButtonBoundingClientRect.return.top getMenuButtonBoundingClientRect.return.right getMenuButtonBoundingClientRect.return.bottom getMenuButtonBoundingClientRect.return.left createInterstitialAd createInterstitialAd.object createInterstitialAd.object.adUnitId InterstitialAd.show createInterstitialAd.return.show InterstitialAd.onClose createInterstitialAd.return.onClose InterstitialAd.onClose.callback InterstitialAd.onClose.callback.isEnded InterstitialAd.offClose createInterstitialAd.return.offClose InterstitialAd.onError createInterstitialAd.return.onError InterstitialAd.onError.callback InterstitialAd.onError.callback.error_code InterstitialAd.onError.callback.error_msg InterstitialAd.offError createInterstitialAd.return.offError shareAppMessage shareAppMessage.object shareAppMessage.object.title shareAppMessage.object.imageUrl shareAppMessage.object.subtitle shareAppMessage.object.subTitle shareAppMessage.object.query shareAppMessage.object.templateType",
  "0.5.0": "addShortcut getShortcutMissionReward getShortcutMissionReward.success getShortcutMissionReward.success.canReceiveReward startEntranceMission getEntranceMissionReward getEntranceMissionReward.success getEntranceMissionReward.success.canReceiveReward",
  "0.10.0": "vibrateShort vibrateLong",
  "0.33.0": "RewardedVideoAd.load createRewardedVideoAd.return.load RewardedVideoAd.onLoad createRewardedVideoAd.return.onLoad RewardedVideoAd.offLoad createRewardedVideoAd.return.offLoad InterstitialAd.load createInterstitialAd.return.load InterstitialAd.onLoad createInterstitialAd.return.onLoad InterstitialAd.offLoad createInterstitialAd.return.offLoad",
  "0.35.0": "getUpdateManager UpdateManager.onCheckForUpdate getUpdateManager.return.onCheckForUpdate UpdateManager.onCheckForUpdate.callback UpdateManager.onCheckForUpdate.callback.hasUpdate UpdateManager.onUpdateReady getUpdateManager.return.onUpdateReady UpdateManager.onUpdateFailed getUpdateManager.return.onUpdateFailed UpdateManager.applyUpdate getUpdateManager.return.applyUpdate",
});
