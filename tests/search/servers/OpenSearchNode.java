import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.opensearch.Version;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;

/** One OpenSearch node for tests: HOME HTTP_PORT TRANSPORT_PORT PLUGIN_CLASS… */
public class OpenSearchNode extends Node {
    OpenSearchNode(Settings settings, List<PluginInfo> plugins) {
        super(new Environment(settings, null), plugins, false);
    }

    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.builder()
            .put("path.home", arguments[0])
            .put("http.port", arguments[1])
            .put("transport.port", arguments[2])
            .put("network.host", "127.0.0.1")
            .put("discovery.type", "single-node")
            .put("cluster.name", "turna-test")
            .put("node.name", "turna-test")
            .put("http.type", "netty4")
            .put("transport.type", "netty4")
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
        List<PluginInfo> plugins = new ArrayList<>();
        for (int place = 3; place < arguments.length; place++) {
            String name = arguments[place];
            plugins.add(new PluginInfo(name, "", "NA", Version.CURRENT, "17", name, null, Collections.emptyList(), false));
        }
        Node node = new OpenSearchNode(settings, plugins);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (Exception failure) {
                failure.printStackTrace();
            }
        }));
        node.start();
        new CountDownLatch(1).await();
    }
}
