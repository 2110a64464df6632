import io.trino.plugin.hive.HivePlugin;
import io.trino.server.testing.TestingTrinoServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** Serves one Hive catalog over HTTP until standard input ends; writes its address into a file first. */
public class TrinoServer {
    private static final String CATALOG = "awsdatacatalog";

    public static void main(String[] arguments) throws Exception {
        try (var server = TestingTrinoServer.create()) {
            server.installPlugin(new HivePlugin());
            server.createCatalog(CATALOG, "hive", properties(Path.of(arguments[0])));
            Files.writeString(Path.of(arguments[1]), server.getBaseUrl().toString());
            while (System.in.read() >= 0) {
                // The parent closes the pipe when it is done, or dies.
            }
        }
        System.exit(0);
    }

    private static Map<String, String> properties(Path file) throws Exception {
        var read = new Properties();
        try (var text = Files.newBufferedReader(file)) {
            read.load(text);
        }
        return read.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, read::getProperty));
    }
}
